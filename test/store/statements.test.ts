import { Client } from 'pg';
import { onPostgres } from './engines';
import { agentMessage, newScene } from './scene';

// Before the first connection is made: each keeps the method it finds.
const asked = jest.spyOn(Client.prototype, 'query');

/** The first words of the statements of one act. */
async function statementsOf(act: () => Promise<unknown>): Promise<string> {
  asked.mockClear();
  await act();
  return asked.mock.calls
    .map(([first]: unknown[]) => (typeof first === 'string' ? first : (first as { text: string }).text))
    .map((text) => text.split(/\s+/, 1)[0]?.toLowerCase())
    .join(' ');
}

/**
 * What a message costs the database (docs/benchmarks.md): each statement is a round trip, and time of the worker that builds it.
 * A number that grows is a decision to be made, not an accident.
 */
onPostgres('statements of a message', (engine) => {
  it('an agent’s into the session, when the agent is known', async () => {
    const { store } = engine;
    const scene = await newScene(store);
    const { handoff } = await scene.open();
    await store.handoffs.accept(handoff.id, 'transferred');
    const timers = [{ name: 'user_idle' as const, firesAt: '2026-11-24T08:00:00.000Z' }];
    const deliver = (name: string, second: number) =>
      store.handoffs.deliverToSession(handoff.id, agentMessage(name, second), { timers });
    await deliver('a1', 1);
    const statements = await statementsOf(() => deliver('a2', 2));
    expect(statements).toBe('begin select select select select with commit');
  });

  it('a user’s: taken, read for Zendesk, settled', async () => {
    const { store } = engine;
    const scene = await newScene(store);
    const { handoff } = await scene.open();
    await store.handoffs.accept(handoff.id, 'transferred');
    const settle = async (messageId: string) =>
      await store.handoffs.settleUserMessage({
        ...{ handoffId: handoff.id, messageId, value: 'delivered', zendeskMessageIds: ['z1'], timers: [] },
      });
    await scene.say('m1');
    await settle('m1');
    const taken = await statementsOf(() => scene.say('m2'));
    const read = await statementsOf(() => store.handoffs.nextUserMessage(handoff.id, 2));
    const settled = await statementsOf(() => settle('m2'));
    expect(taken).toBe('begin select select select with commit');
    expect(read).toBe('with');
    expect(settled).toBe('begin select select update with commit');
  });
});
