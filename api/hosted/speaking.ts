import type { WidgetMessage } from '../../contract/widget';
import { SHORT_LINK_MS } from '../../config/file-links';
import type { HostedSession } from '../../store/types';
import { limitsOf, type ApiDeps } from '../deps';
import { keepUpload } from '../files/upload';
import { requestEnd } from '../handoffs/end';
import { tellRun } from '../handoffs/message';
import { openHandoff } from '../handoffs/open';
import { createBudget } from '../http/budget';
import { HttpError, notFound } from '../http/errors';
import { invalidRequest } from '../http/validate';
import type { TurnRunner } from './bot/runner';
import type { SessionService } from './service';

type Speaking = Pick<SessionService, 'say' | 'askForHuman' | 'endHandoff' | 'close' | 'upload'>;

/** How long `close` waits for the end of a handoff: as long as an end takes at most, and some. */
const CLOSE_WAIT_MS = 5_000;

/** What a user does in a session. */
export function speaking(deps: ApiDeps, runner: TurnRunner): Speaking {
  const { store, files } = deps;
  const { messagesPerMinute, uploadsPerMinute } = limitsOf(deps);
  const messageBudget = createBudget(messagesPerMinute);
  const uploadBudget = createBudget(uploadsPerMinute);

  /** The session's own files, under the name and type that we know them by, and a link that never changes. */
  async function ownFiles(session: HostedSession, message: WidgetMessage): Promise<WidgetMessage> {
    const { attachments } = message;
    if (attachments === undefined || attachments.length === 0) return message;
    const own = await Promise.all(
      attachments.map(async ({ url }, index) => {
        const id = files.links.idIn(url);
        const file = id === undefined ? undefined : await store.files.get(id);
        if (file?.copilotId !== session.copilotId || file.sessionId !== session.id) {
          const path = `attachments.${index}.url`;
          throw invalidRequest([{ path, message: 'is not a file that was uploaded to this session' }]);
        }
        return { url: files.links.nameOf(file), name: file.name, mediaType: file.mediaType };
      }),
    );
    return { ...message, attachments: own };
  }

  const service: Speaking = {
    async say({ session }, input) {
      await messageBudget.spend(session.id);
      const { copilotId, id: sessionId } = session;
      const message = await ownFiles(session, input);
      const result = await store.hosted.say({ copilotId, sessionId, message });
      switch (result.outcome) {
        case 'conflict':
          throw new HttpError('message_id_conflict', 'This message id was used with another body.');
        case 'closed':
          throw closed();
        case 'to_copilot':
          runner.kick(copilotId, sessionId);
          return { id: message.id, status: result.status, repeated: result.repeated };
        case 'to_agents': {
          const { accepted } = result;
          await tellRun(deps, message.id, accepted);
          return { id: message.id, status: accepted.status, repeated: accepted.outcome === 'repeated' };
        }
      }
    },

    async askForHuman({ session }, reason) {
      if (session.closedAt !== null) throw closed();
      const request = { sessionId: session.id, user: {}, reason: reason ?? 'user_request' };
      const { record } = await openHandoff(deps, { copilotId: session.copilotId, request });
      return record;
    },

    async endHandoff({ session }) {
      const record = await store.handoffs.latest(session.copilotId, session.id);
      if (record !== undefined) await requestEnd(deps, record, 'user_ended');
    },

    async close(opened, note) {
      const { copilotId, id } = opened.session;
      await service.endHandoff(opened);
      const endsAtMs = performance.now() + CLOSE_WAIT_MS;
      while (!(await store.hosted.close(copilotId, id, note))) {
        const now = await store.hosted.get(copilotId, id);
        if (now === undefined) throw notFound();
        if (now.closedAt !== null) return now;
        // Agents still have it: the end is on its way, and what they say last is shown first.
        if (performance.now() > endsAtMs)
          throw new HttpError('unavailable', 'The conversation is just ending.');
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      const closedOne = await store.hosted.get(copilotId, id);
      if (closedOne === undefined) throw notFound();
      return closedOne;
    },

    async upload({ session }, file) {
      await uploadBudget.spend(session.id);
      if (session.closedAt !== null) throw closed();
      const kept = await keepUpload(deps, { copilotId: session.copilotId, sessionId: session.id }, file);
      const { name, mediaType, size } = kept;
      return { url: files.links.sign(kept, SHORT_LINK_MS), name, mediaType, size: size ?? file.data.length };
    },
  };
  return service;
}

function closed(): HttpError {
  return new HttpError('session_closed', 'This conversation is closed. Begin a new one.');
}
