import type { SessionEvent } from '../../contract/events';
import { sessionEventSchema } from '../../contract/events';
import type { HandoffRecord, Store, Turn } from '../../store/types';

/** One session that we host, of a copilot of its own with a bot. */
export async function newHosted(store: Store, options: { botSpeaksFirst?: boolean } = {}) {
  const { copilot } = await store.copilots.create({
    name: 'Bot',
    botUrl: 'https://bot.test/turns',
    callbackUrl: 'https://bot.test/callbacks',
    ...options,
  });
  const copilotId = copilot.id;
  const { session, token } = await store.hosted.create({ copilotId, user: { name: 'Jane' } });
  const sessionId = session.id;
  const latest = async (): Promise<HandoffRecord> => {
    const record = await store.handoffs.latest(copilotId, sessionId);
    if (record === undefined) throw new Error('no handoff');
    return record;
  };
  return {
    copilotId,
    sessionId,
    token: token.reveal(),
    latest,
    say: (id: string, text = `text of ${id}`) =>
      store.hosted.say({ copilotId, sessionId, message: { id, text } }),
    take: async (): Promise<Turn> => {
      const turn = await store.hosted.takeTurn(copilotId, sessionId, 5_000);
      if (turn === undefined) throw new Error('it is not the bot’s turn');
      return turn;
    },
    open: async (): Promise<HandoffRecord> => {
      const { record } = await store.handoffs.open({
        copilotId,
        request: { sessionId, user: { name: 'Jane' } },
      });
      return record;
    },
    finish: async (): Promise<void> => {
      const { handoff } = await latest();
      await store.handoffs.finish({
        handoffId: handoff.id,
        reason: 'agent_ended',
        detail: null,
        notice: null,
      });
    },
    events: async (): Promise<SessionEvent[]> => {
      const log = await store.sessions.events(copilotId, sessionId, 0, 10_000);
      if (log === undefined) throw new Error('unknown session');
      expect(log.items.map(({ seq }) => seq)).toEqual(log.items.map((_, index) => index + 1));
      for (const event of log.items) expect(sessionEventSchema.parse(event)).toEqual(event);
      return log.items;
    },
  };
}
