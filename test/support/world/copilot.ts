import type { ErrorBody } from '../../../contract/errors';
import type { MessageEvent, SessionEvent } from '../../../contract/events';
import type { Handoff } from '../../../contract/handoff';
import { eventually, json, type Answer } from './http';
import type { ZendeskApp } from './zendesk';

/** A connected copilot's backend: what it may ask of our API. */
export function copilotBackend(options: {
  apiUrl: string;
  copilotId: string;
  apiKey: string;
  app: ZendeskApp;
}) {
  const { apiUrl, copilotId, apiKey, app } = options;
  const auth = { authorization: `Bearer ${apiKey}` };
  const call = <T>(method: string, path: string, body?: unknown): Promise<Answer<T & Partial<ErrorBody>>> =>
    json<T & Partial<ErrorBody>>(method, `${apiUrl}/api/v1${path}`, body, auth);
  const handoff = async (sessionId: string) =>
    (await call<{ handoff: Handoff }>('GET', `/handoffs/${sessionId}`)).body.handoff;

  async function events(sessionId: string): Promise<SessionEvent[]> {
    const all: SessionEvent[] = [];
    for (;;) {
      const after = all.at(-1)?.seq ?? 0;
      const page = await call<{ items: SessionEvent[]; lastSeq: number }>(
        'GET',
        `/sessions/${sessionId}/events?after=${after}&limit=200`,
      );
      if (page.status !== 200) return all;
      all.push(...page.body.items);
      if (page.body.items.length === 0 || (all.at(-1)?.seq ?? 0) >= page.body.lastSeq) return all;
    }
  }

  return {
    copilotId,
    apiKey,
    app,
    call,
    handoff,
    events,
    start: (sessionId: string, more: Record<string, unknown> = {}) =>
      call<{ handoff: Handoff }>('POST', '/handoffs', { sessionId, user: { name: 'Jane Doe' }, ...more }),
    send: (sessionId: string, id: string, text: string) =>
      call<{ message: { id: string; status: string } }>('POST', `/handoffs/${sessionId}/messages`, {
        id,
        text,
      }),
    end: (sessionId: string, reason?: string) =>
      call<{ handoff: Handoff }>(
        'POST',
        `/handoffs/${sessionId}/end`,
        reason === undefined ? {} : { reason },
      ),
    /** Messages of the session's log by origin, in log order. */
    async messages(sessionId: string, origin: string): Promise<MessageEvent['message'][]> {
      return (await events(sessionId))
        .filter((event): event is MessageEvent => event.type === 'message')
        .map(({ message }) => message)
        .filter((message) => message.origin === origin);
    },
    untilState: (sessionId: string, state: Handoff['state'], withinMs = 20_000) =>
      eventually(
        async () => {
          const now = await handoff(sessionId);
          return now.state === state && now;
        },
        { withinMs, say: () => `state ${state} of ${sessionId}` },
      ),
  };
}
export type CopilotBackend = ReturnType<typeof copilotBackend>;
