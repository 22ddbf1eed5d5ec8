import {
  askForHumanSchema,
  createdSessionSchema,
  createSessionSchema,
  eventPageSchema,
  messageAcceptedSchema,
  sessionAnswerSchema,
  uploadedSchema,
  widgetMessageSchema,
} from '../../contract/widget';
import { z } from 'zod';
import { limitsOf, type ApiDeps } from '../deps';
import { readUpload } from '../files/upload';
import type { SessionService } from '../hosted/service';
import { toWidgetSession } from '../hosted/view';
import { createBudget } from '../http/budget';
import { sessionOperation, visitorOperation, type Answer } from '../http/operation';
import { addressOf } from '../http/rate-limit';
import { wholeNumber } from '../http/validate';
import type { OpenedSession } from '../hosted/service';

const answer = sessionAnswerSchema.meta({ id: 'WidgetSessionAnswer' });
const seq = wholeNumber({ max: Number.MAX_SAFE_INTEGER, default: 0 });

/** The widget's own HTTP calls (contract/widget.ts). */
export function widgetOperations(deps: ApiDeps, sessions: SessionService) {
  const newSessions = createBudget(limitsOf(deps).newSessionsPerMinute);
  const shown = async (opened: OpenedSession, status: number): Promise<Answer> => {
    const { copilotId, id } = opened.session;
    const session = (await deps.store.hosted.get(copilotId, id)) ?? opened.session;
    return { status, body: { session: toWidgetSession({ ...opened, session }, deps.files.links) } };
  };

  return {
    create: visitorOperation({
      summary: 'Begin a session',
      description:
        'With the public token. The session’s own token is shown this once, and opens nothing else.',
      body: createSessionSchema.meta({ id: 'CreateSession' }),
      bodyOptional: true,
      answers: { 201: { description: 'Created', schema: createdSessionSchema } },
      errors: ['origin_not_allowed', 'invalid_request'],
      async handle({ copilot, body, req }) {
        await newSessions.spend(addressOf(req));
        const { session, token } = await sessions.create(copilot, body);
        return {
          status: 201,
          body: { session: toWidgetSession({ session, copilot }, deps.files.links), token: token.reveal() },
        };
      },
    }),

    read: sessionOperation({
      summary: 'Read the session',
      answers: { 200: { description: 'The session', schema: answer } },
      errors: ['not_found', 'origin_not_allowed'],
      handle: ({ opened }) =>
        Promise.resolve({ status: 200, body: { session: toWidgetSession(opened, deps.files.links) } }),
    }),

    setUser: sessionOperation({
      summary: 'Say who chats',
      description:
        'What is absent stays. Another person’s signed identity is refused: that is another session.',
      body: createSessionSchema.meta({ id: 'UpdateUser' }),
      answers: { 200: { description: 'Changed', schema: answer } },
      errors: ['another_user', 'not_found', 'origin_not_allowed', 'invalid_request'],
      async handle({ opened, body }) {
        const session = await sessions.setUser(opened, body);
        return { status: 200, body: { session: toWidgetSession({ ...opened, session }, deps.files.links) } };
      },
    }),

    events: sessionOperation({
      summary: 'Read the log',
      description:
        'Events with `seq` > `after`, in order and without gaps; links of files are freshly signed.',
      query: z.strictObject({ after: seq, limit: wholeNumber({ min: 1, max: 500, default: 100 }) }),
      answers: { 200: { description: 'Events', schema: eventPageSchema } },
      errors: ['not_found', 'origin_not_allowed', 'invalid_request'],
      handle: async ({ opened, query }) => ({
        status: 200,
        body: await sessions.events(opened.session, query.after, query.limit),
      }),
    }),

    say: sessionOperation({
      summary: 'Say something',
      description:
        'Accepted once it is durable. It goes to the bot, or to agents while these have control. The same id and body again is ' +
        'the same message.',
      body: widgetMessageSchema.meta({ id: 'WidgetMessage' }),
      answers: { 202: { description: 'Accepted', schema: messageAcceptedSchema } },
      errors: ['not_found', 'origin_not_allowed', 'message_id_conflict', 'session_closed', 'invalid_request'],
      async handle({ opened, body }) {
        const { id, status } = await sessions.say(opened, body);
        return { status: 202, body: { message: { id, status } } };
      },
    }),

    askForHuman: sessionOperation({
      summary: 'Ask for a human',
      body: askForHumanSchema.meta({ id: 'AskForHuman' }),
      bodyOptional: true,
      answers: { 202: { description: 'Agents are being asked', schema: answer } },
      errors: ['not_found', 'origin_not_allowed', 'not_connected', 'outside_office_hours', 'session_closed'],
      async handle({ opened, body }) {
        await sessions.askForHuman(opened, body.reason);
        return shown(opened, 202);
      },
    }),

    endHandoff: sessionOperation({
      summary: 'Go back to the copilot',
      answers: { 202: { description: 'The handoff is ending, or there is none', schema: answer } },
      errors: ['not_found', 'origin_not_allowed'],
      async handle({ opened }) {
        await sessions.endHandoff(opened);
        return shown(opened, 202);
      },
    }),

    upload: sessionOperation({
      summary: 'Upload a file',
      description: 'Multipart, one file in the field `file`; its kind is judged by its content.',
      file: true,
      answers: { 201: { description: 'Kept, for a message of this session', schema: uploadedSchema } },
      errors: [
        'not_found',
        'origin_not_allowed',
        'payload_too_large',
        'unsupported_media_type',
        'session_closed',
        'invalid_request',
      ],
      async handle({ opened, req, res }) {
        const attachment = await sessions.upload(opened, await readUpload(req, res, deps.files.maxBytes));
        return { status: 201, body: { attachment } };
      },
    }),
  };
}
