import { setTimeout as sleep } from 'node:timers/promises';
import { onBothEngines } from './engines';
import { brief } from './scene';
import { newHosted } from './hosted-scene';

const LEASE_MS = 5_000;

onBothEngines('sessions that we host', (engine) => {
  const scene = (options = {}) => newHosted(engine.store, options);

  it('S12: a token opens its session, another session’s does not, and what is stored opens nothing', async () => {
    const one = await scene();
    const other = await scene();
    expect((await engine.store.hosted.byToken(one.token))?.id).toBe(one.sessionId);
    expect((await engine.store.hosted.byToken(other.token))?.id).toBe(other.sessionId);
    expect(await engine.store.hosted.byToken(`${one.token}x`)).toBeUndefined();
    expect(one.token).toMatch(/^st_[A-Za-z0-9_-]{43}$/);
  });

  it('S20: a token that has expired opens nothing', async () => {
    const { token } = await scene();
    engine.setTime(new Date(Date.now() + 31 * 24 * 3600 * 1000));
    expect(await engine.store.hosted.byToken(token)).toBeUndefined();
  });

  it('a message of the bot phase is a turn, and its answer settles it', async () => {
    const { say, take, events } = await scene();
    await say('m1');
    const turn = await take();
    expect(await engine.store.hosted.answer(turn, { messages: [{ text: 'Hello' }], reached: true })).toBe(
      'said',
    );
    expect((await events()).map(brief)).toEqual(['user m1', 'delivered m1', `copilot ${turn.id}:0`]);
    expect((await events()).map(({ handoffId }) => handoffId)).toEqual([null, null, null]);
    expect(await engine.store.hosted.takeTurn(turn.copilotId, turn.sessionId, LEASE_MS)).toBeUndefined();
  });

  it('R20: the same message again is no second turn; another body under its id is a conflict', async () => {
    const { say, take, events } = await scene();
    await say('m1');
    await engine.store.hosted.answer(await take(), { messages: [], reached: true });
    expect(await say('m1')).toMatchObject({ outcome: 'to_copilot', repeated: true, status: 'delivered' });
    expect(await say('m1', 'other words')).toEqual({ outcome: 'conflict' });
    expect((await events()).map(brief)).toEqual(['user m1', 'delivered m1']);
  });

  it('an answer is said once, however often a crash makes the turn be taken', async () => {
    const { say, take, events, copilotId, sessionId } = await scene();
    await say('m1');
    const first = await take();
    expect(await engine.store.hosted.takeTurn(copilotId, sessionId, LEASE_MS)).toBeUndefined();
    await engine.store.hosted.keepTurn(first, 1);
    await sleep(20);
    const second = await take();
    expect(second.id).toBe(first.id);
    expect(await engine.store.hosted.answer(second, { messages: [{ text: 'Hello' }], reached: true })).toBe(
      'said',
    );
    expect(await engine.store.hosted.answer(first, { messages: [{ text: 'Hello' }], reached: true })).toBe(
      'dropped',
    );
    expect((await events()).filter((e) => brief(e).startsWith('copilot'))).toHaveLength(1);
  });

  it('what the user says while the bot thinks is a turn of its own', async () => {
    const { say, take } = await scene();
    await say('m1');
    const first = await take();
    await say('m2');
    await engine.store.hosted.answer(first, { messages: [{ text: 'to m1' }], reached: true });
    const second = await take();
    const context = await engine.store.hosted.readTurn(second, 100);
    expect(context?.messages.map(({ id }) => id)).toEqual(['m2']);
    expect(context?.history.map(({ id }) => id)).toEqual(['m1', 'm2', `${first.id}:0`]);
  });

  it('R18: an answer that was under way when control changed is never said', async () => {
    const { say, take, open, events } = await scene();
    await say('m1');
    const turn = await take();
    const { id } = (await open()).handoff;
    expect(await engine.store.hosted.answer(turn, { messages: [{ text: 'too late' }], reached: true })).toBe(
      'dropped',
    );
    expect(
      await engine.store.hosted.answer(turn, {
        messages: [],
        notice: { text: 'too late', actions: [] },
        reached: false,
      }),
    ).toBe('dropped');
    await engine.store.handoffs.finish({ handoffId: id, reason: 'agent_ended', detail: null, notice: null });
    // Control is back, and the answer is as stale as before.
    expect(await engine.store.hosted.answer(turn, { messages: [{ text: 'too late' }], reached: true })).toBe(
      'dropped',
    );
    expect((await events()).map(brief).filter((name) => /copilot|system/.test(name))).toEqual([]);
  });

  it('R2: what was said before the handoff is in its transcript, what comes after is relayed, neither twice', async () => {
    const { say, take, open, latest } = await scene();
    await say('m1');
    const turn = await take();
    await engine.store.hosted.answer(turn, { messages: [{ text: 'Hello' }], reached: true });
    await say('m2');
    const { request } = await open();
    const after = await say('m3');
    expect(request.transcript?.map(({ id }) => id)).toEqual(['m1', `${turn.id}:0`, 'm2']);
    expect(after).toMatchObject({ outcome: 'to_agents', accepted: { outcome: 'accepted', n: 1 } });
    expect((await latest()).lastUserMessage).toBe(1);
    // A repeat of one that is in the transcript is not relayed as well.
    expect(await say('m2')).toMatchObject({ outcome: 'to_copilot', repeated: true });
  });

  it('R2: with messages and a handoff at once each message is in exactly one place', async () => {
    const { say, open, sessionId } = await scene();
    const ids = Array.from({ length: 20 }, (_, index) => `m${index}`);
    const said = ids.map((id) => say(id));
    const [opened, ...outcomes] = await Promise.all([open(), ...said]);
    const inTranscript = opened.request.transcript?.map(({ id }) => id) ?? [];
    const relayed = ids.filter((_, index) => outcomes[index]?.outcome === 'to_agents');
    expect([...inTranscript, ...relayed].toSorted()).toEqual(ids.toSorted());
    expect(sessionId).toMatch(/^ses_/);
  });

  it('the bot’s words and the handoff are one step', async () => {
    const { say, take, sessionId, copilotId, events } = await scene();
    await say('m1', 'human please');
    const turn = await take();
    const request = { sessionId, user: { name: 'Jane' } };
    const opened = await engine.store.hosted.answerWithHandoff(turn, [{ text: 'One moment' }], { request });
    if (opened === 'dropped') throw new Error('dropped');
    expect(opened.created).toBe(true);
    expect(opened.record.request.transcript?.map(({ text }) => text)).toEqual(['human please', 'One moment']);
    expect((await events()).map(brief)).toEqual([
      'user m1',
      'delivered m1',
      `copilot ${turn.id}:0`,
      'state >opening',
    ]);
    expect(await engine.store.hosted.answerWithHandoff(turn, [], { request })).toMatchObject({
      created: false,
    });
    expect((await engine.store.hosted.get(copilotId, sessionId))?.control).toBe('handoff');
  });

  it('R17: the second handoff tells agents what was said since the first, and what they never got', async () => {
    const { say, take, open, finish } = await scene();
    await say('m1');
    const { handoff } = await open();
    await engine.store.handoffs.accept(handoff.id, 'connecting');
    await say('lost');
    await finish();
    // The bot is asked about it at once: nobody has answered.
    const turn = await take();
    const context = await engine.store.hosted.readTurn(turn, 100);
    expect(context?.messages.map(({ id }) => id)).toEqual(['lost']);
    expect(context?.handoffEnd?.reason).toBe('agent_ended');
    await say('m2');
    const { request } = await open();
    expect(request.transcript?.map(({ id }) => id)).toEqual(['lost', 'm2']);
  });

  it('R17: a handoff that never reached agents does not take what was said before with it', async () => {
    const { say, open, finish } = await scene();
    await say('m1');
    await open();
    await say('m2');
    await finish();
    await say('m3');
    const { request } = await open();
    expect(request.transcript?.map(({ id }) => id)).toEqual(['m1', 'm2', 'm3']);
  });

  it('R17: after the end the next message is the bot’s turn; it speaks first where the copilot says so', async () => {
    const quiet = await scene();
    await quiet.open();
    await quiet.finish();
    expect(await engine.store.hosted.takeTurn(quiet.copilotId, quiet.sessionId, LEASE_MS)).toBeUndefined();
    await quiet.say('m1');
    expect((await quiet.take()).kind).toBe('message');
    const eager = await scene({ botSpeaksFirst: true });
    await eager.open();
    await eager.finish();
    expect((await eager.take()).kind).toBe('handoff_ended');
  });

  it('a closed session takes nothing more, and does not change', async () => {
    const { say, copilotId, sessionId } = await scene();
    await say('m1');
    expect(await engine.store.hosted.close(copilotId, sessionId)).toBe(true);
    expect(await engine.store.hosted.close(copilotId, sessionId)).toBe(false);
    const before = await engine.store.hosted.get(copilotId, sessionId);
    expect(await say('m2')).toEqual({ outcome: 'closed' });
    expect(await engine.store.hosted.takeTurn(copilotId, sessionId, LEASE_MS)).toBeUndefined();
    expect(await engine.store.hosted.get(copilotId, sessionId)).toEqual(before);
  });

  it('what is noted at the closing is there with it; what belongs to an open session is kept in no other', async () => {
    const { say, copilotId, sessionId } = await scene();
    const { hosted } = engine.store;
    const keep = (extra: Record<string, unknown>, only: Parameters<typeof hosted.update>[3]) =>
      hosted.update(copilotId, sessionId, { extra }, only);
    await say('m1', 'first');
    await say('m2', 'last');
    expect(await keep({ a: 1 }, { whileOpen: true, ifLacksExtra: 'a' })).toBeDefined();
    expect(await keep({ a: 2 }, { ifLacksExtra: 'a' })).toBeUndefined();
    expect(await hosted.close(copilotId, sessionId, (last) => ({ with: last?.text }))).toBe(true);
    expect(await hosted.close(copilotId, sessionId, () => ({ with: 'other' }))).toBe(false);
    expect(await keep({ a: 3 }, { whileOpen: true })).toBeUndefined();
    expect((await hosted.get(copilotId, sessionId))?.extra).toEqual({ a: 1, with: 'last' });
  });

  it('R18: what the copilot says by the API is refused while agents have the session', async () => {
    const { open, copilotId, sessionId } = await scene();
    const speak = (id: string, text: string) =>
      engine.store.hosted.copilotSays({ copilotId, sessionId, id, message: { text } });
    expect(await speak('b1', 'Hi')).toBe('said');
    expect(await speak('b1', 'Hi')).toBe('repeated');
    expect(await speak('b1', 'Ho')).toBe('conflict');
    await open();
    expect(await speak('b2', 'Hi')).toBe('not_in_control');
    expect(
      await engine.store.hosted.copilotSays({ copilotId, sessionId: 's1', id: 'b', message: { text: 'x' } }),
    ).toBe('none');
  });
});
