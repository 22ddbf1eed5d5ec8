import { z } from 'zod';
import { sessionEventSchema } from '../../contract/events';
import type { ApiDeps } from '../deps';
import { handoffNotFound, HttpError } from '../http/errors';
import { copilotOperation } from '../http/operation';
import { sessionIdOf, validate, wholeNumber } from '../http/validate';
import { forBackend } from '../hosted/fresh-links';
import { streamEvents } from './stream';
import type { OpenStreams } from './open-streams';

const eventPage = z.object({
  items: z.array(sessionEventSchema.meta({ id: 'SessionEvent' })),
  lastSeq: z.number().int(),
});
const seq = wholeNumber({ max: Number.MAX_SAFE_INTEGER, default: 0 });

export const readEvents = (deps: ApiDeps, streams: OpenStreams) =>
  copilotOperation({
    summary: 'Read or follow the log of a session',
    description:
      'Events with `seq` > `after`, in order and without gaps. With `Accept: text/event-stream` a live stream that goes on ' +
      'from `Last-Event-ID` (which wins over `after`); a comment every 15 s.',
    query: z.strictObject({ after: seq, limit: wholeNumber({ min: 1, max: 500, default: 100 }) }),
    answers: { 200: { description: 'Events', schema: eventPage, events: true } },
    errors: ['handoff_not_found', 'invalid_request'],
    async handle({ copilot, query, param, req, res }) {
      const sessionId = sessionIdOf(param('sessionId'));
      const wantsStream = req.method === 'GET' && req.accepts(['application/json', 'text/event-stream']);
      if (wantsStream !== 'text/event-stream') {
        const page = await deps.store.sessions.events(copilot.id, sessionId, query.after, query.limit);
        if (page === undefined) throw handoffNotFound();
        const items = page.items.map((event) => forBackend(deps.files.links, copilot.id, event));
        return { status: 200, body: { ...page, items } };
      }
      if ((await deps.store.sessions.get(copilot.id, sessionId)) === undefined) throw handoffNotFound();
      const lastId = req.get('Last-Event-ID');
      const after = lastId === undefined ? query.after : validate(seq, lastId);
      if (streams.closing) throw new HttpError('unavailable', 'The server is going down.');
      await streamEvents(deps, streams, { copilotId: copilot.id, sessionId, after, req, res });
      return undefined;
    },
  });
