import { setTimeout as sleep } from 'node:timers/promises';
import type { Turn } from '../../store/types';
import { onBothEngines } from './engines';
import { newHosted } from './hosted-scene';
import { brief } from './scene';

const HOURS_MS = 2 * 3600 * 1000;

onBothEngines('leases of the bot’s turns', (engine) => {
  const scene = () => newHosted(engine.store);
  type Hosted = Awaited<ReturnType<typeof scene>>;
  const wordsOf = async ({ events }: Hosted) =>
    (await events()).map(brief).filter((name) => /copilot|state/.test(name));

  /** A process takes the turn and stands still; another takes it, with what was said meanwhile. */
  async function overtaken(): Promise<Hosted & { late: Turn; next: Turn }> {
    const hosted = await scene();
    await hosted.say('m1');
    const late = await hosted.take();
    await hosted.say('m2');
    await lapse(late);
    const next = await hosted.take();
    expect(next.upTo).toBeGreaterThan(late.upTo);
    return { ...hosted, late, next };
  }

  async function lapse(turn: Turn): Promise<void> {
    expect(await engine.store.hosted.keepTurn(turn, 1)).toBe(true);
    await sleep(20);
  }

  it('an answer of a process that has lost the turn is dropped, and the turn stays with the one that has it', async () => {
    const hosted = await overtaken();
    const { late, next, copilotId, sessionId } = hosted;
    const { hosted: turns } = engine.store;
    expect(await turns.answer(late, { messages: [{ text: 'to m1' }], reached: true })).toBe('dropped');
    expect(await turns.keepTurn(late, 5_000)).toBe(false);
    expect(await turns.takeTurn(copilotId, sessionId, 5_000)).toBeUndefined();
    expect(await turns.answer(next, { messages: [{ text: 'to both' }], reached: true })).toBe('said');
    expect(await wordsOf(hosted)).toEqual([`copilot ${next.id}:0`]);
  });

  it('a handoff that a process asks for which has lost the turn is not opened', async () => {
    const hosted = await overtaken();
    const { late, next, sessionId } = hosted;
    const request = { sessionId, user: { name: 'Jane' } };
    const { hosted: turns } = engine.store;
    expect(await turns.answerWithHandoff(late, [{ text: 'One moment' }], { request })).toBe('dropped');
    expect(await turns.answer(next, { messages: [{ text: 'to both' }], reached: true })).toBe('said');
    expect(await wordsOf(hosted)).toEqual([`copilot ${next.id}:0`]);
  });

  it('a lease that is over and that nobody else took is still good for the answer', async () => {
    const { say, take } = await scene();
    await say('m1');
    const turn = await take();
    await lapse(turn);
    expect(await engine.store.hosted.answer(turn, { messages: [], reached: true })).toBe('said');
  });

  it.each([
    ['ahead', HOURS_MS],
    ['behind', -HOURS_MS],
  ])('a process whose clock is two hours %s holds a turn for its lease', async (_, offMs) => {
    const { say, copilotId, sessionId } = await scene();
    const { hosted: turns } = engine.store;
    const isDue = async () =>
      (await turns.turnsDue({ limit: 100, except: [] })).some((due) => due.sessionId === sessionId);
    await say('m1');
    engine.setTime(new Date(Date.now() + offMs));
    const turn = await turns.takeTurn(copilotId, sessionId, 60_000);
    if (turn === undefined) throw new Error('it is not the bot’s turn');
    engine.setTime(undefined);
    expect(await turns.takeTurn(copilotId, sessionId, 60_000)).toBeUndefined();
    expect(await isDue()).toBe(false);
    engine.setTime(new Date(Date.now() + offMs));
    expect(await turns.keepTurn(turn, 1)).toBe(true);
    engine.setTime(undefined);
    await sleep(20);
    expect(await isDue()).toBe(true);
    expect(await turns.takeTurn(copilotId, sessionId, 60_000)).toBeDefined();
  });
});

onBothEngines('turns that nobody holds', (engine) => {
  it('of a copilot with many do not hide another’s; those of a copilot that takes no more are left out', async () => {
    const { hosted } = engine.store;
    const { copilotId: busy } = await newHosted(engine.store);
    const backlog: string[] = [];
    for (const id of ['m1', 'm2', 'm3', 'm4']) {
      const { session } = await hosted.create({ copilotId: busy, user: {} });
      await hosted.say({ copilotId: busy, sessionId: session.id, message: { id, text: id } });
      backlog.push(session.id);
    }
    const other = await newHosted(engine.store);
    await other.say('m1');
    const look = async (limit: number, except: string[] = []) =>
      (await hosted.turnsDue({ limit, except })).map(({ sessionId }) => sessionId);
    expect(await look(2)).toEqual([backlog[0], other.sessionId]);
    expect(await look(10)).toEqual([backlog[0], other.sessionId, ...backlog.slice(1)]);
    expect(await look(10, [busy])).toEqual([other.sessionId]);
  });
});
