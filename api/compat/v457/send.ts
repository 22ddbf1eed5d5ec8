import type { Message, MessageEvent } from '../../../contract/events';
import type { WidgetMessage } from '../../../contract/widget';
import type { Copilot } from '../../../store/types';
import type { CompatDeps } from '../../hosted/deps';
import type { OpenedSession } from '../../hosted/service';
import { HttpError } from '../../http/errors';
import { unauthorized } from '../../http/auth';
import { payloadOf, textOf } from '../shared/choices';
import { isNews } from '../shared/user';
import { openFor } from './access';
import { awaitAnswer, type Outcome } from './await-answer';
import type { Send } from './bodies';
import type { Contact } from './contact';
import { filesInto } from './files';
import { readTail } from '../shared/log';
import { findSaid } from '../shared/said';
import { toSessionDto, type SessionDto } from './session-dto';

/** Refusals that the visitor is told in words, as a red bubble; of any other status this widget says nothing useful. */
const TOLD: ReadonlySet<string> = new Set([
  'session_closed',
  'message_id_conflict',
  'rate_limited',
  'unavailable',
  'invalid_request',
]);

/** Refusals that can be of a message which is in. */
const MAYBE_SAID: ReadonlySet<string> = new Set(['message_id_conflict', 'unavailable']);

export type SendAnswer =
  | {
      success: true;
      code?: 'session_assigned_to_human_agent' | 'duplicate_message_ignored';
      autopilotResponse?: Autopilot;
      sessionIsHandedOff: boolean;
      session: SessionDto;
    }
  | { success: false; error: { code: string; message: string } };

interface Autopilot {
  type: 'text';
  value: { error: false; content: string };
  id: string;
  mightSolveUserIssue: false;
  completelyAndFullyCoveredUserIssue: false;
}

/** `POST /chat/send`: says it, and waits for the bot's first words. */
export async function send(
  deps: CompatDeps,
  who: { copilot: Copilot; contact: Contact; gone: AbortSignal },
  body: Send,
): Promise<SendAnswer> {
  const { copilot, contact, gone } = who;
  if (body.bot_token !== copilot.publicToken) throw unauthorized();
  const opened = await openFor(deps, copilot, contact, body.session_id);
  await noteContext(deps, opened, body);
  const after = opened.session.lastSeq;
  let repeated: boolean;
  try {
    const message = await messageOf(deps, opened, contact, body);
    ({ repeated } = await deps.sessions.say(opened, message));
  } catch (error) {
    if (!(error instanceof HttpError) || !TOLD.has(error.code)) throw error;
    const said = MAYBE_SAID.has(error.code) ? await findIn(deps, opened, body) : undefined;
    if (said === undefined) {
      return { success: false, error: { code: error.code, message: error.message } };
    }
    repeated = error.code === 'message_id_conflict' || said.seq <= after;
  }
  if (repeated) {
    const session = await current(deps, copilot, contact, body);
    return {
      success: true,
      code: 'duplicate_message_ignored',
      sessionIsHandedOff: session.isHandedOff,
      session,
    };
  }
  const outcome = await awaitAnswer(deps, opened.session, { messageId: body.uuid, after }, gone);
  const session = await current(deps, copilot, contact, body);
  return {
    success: true,
    ...codeOf(outcome),
    ...autopilotOf(outcome.answer),
    sessionIsHandedOff: session.isHandedOff,
    session,
  };
}

async function messageOf(
  { sessions, store }: CompatDeps,
  opened: OpenedSession,
  contact: Contact,
  { uuid, content, attachments }: Send,
): Promise<WidgetMessage> {
  const hasFiles = attachments != null && attachments.length > 0;
  if (content.trim() === '' && !hasFiles) {
    throw new HttpError('invalid_request', 'The message is empty.');
  }
  const postback = hasFiles ? undefined : await payloadOf(sessions, opened.session, content);
  return {
    id: uuid,
    ...(content.trim() === '' ? {} : { text: content }),
    ...(hasFiles ? { attachments: await filesInto(store, opened, contact, attachments) } : {}),
    ...(postback === undefined ? {} : { postback }),
  };
}

/** The same words under this id: what is a choice, or a file's record, can differ between two attempts. */
async function findIn(
  { sessions }: CompatDeps,
  opened: OpenedSession,
  { uuid, content, attachments }: Send,
): Promise<MessageEvent | undefined> {
  const text = content.trim() === '' ? '' : content;
  const said = await findSaid(sessions, opened, { id: uuid, text });
  return said?.message.attachments.length === (attachments?.length ?? 0) ? said : undefined;
}

/** The page's data of this message and its language, for the bot; nobody vouches for them. */
async function noteContext({ sessions }: CompatDeps, opened: OpenedSession, body: Send): Promise<void> {
  const { session } = opened;
  if (session.closedAt !== null) return;
  const { initial_messages: initial } = body;
  if (session.lastSeq === 0 && initial != null && initial.length > 0)
    await sessions.keep(opened, { initial });
  const said = {
    ...body.custom_data,
    ...(body.clientContext == null ? {} : { context: body.clientContext }),
  };
  const user = { customData: { ...session.user.customData, ...said } };
  const isNewUser = Object.keys(said).length > 0 && isNews(session.user, user);
  const language = body.language ?? undefined;
  if (!isNewUser && (language === undefined || language === session.language)) return;
  await sessions.setUser(opened, {
    ...(isNewUser ? { user: { ...session.user, ...user } } : {}),
    language,
  });
}

async function current(
  deps: CompatDeps,
  copilot: Copilot,
  contact: Contact,
  { session_id: id }: Send,
): Promise<SessionDto> {
  const { session } = await openFor(deps, copilot, contact, id);
  return toSessionDto(deps.sessions, session, await readTail(deps.sessions, session));
}

function codeOf({ isWithAgents }: Outcome) {
  return isWithAgents ? { code: 'session_assigned_to_human_agent' as const } : {};
}

/** One with files comes by polling: what this widget knows by its id it never looks at again. */
function autopilotOf(answer: Message | undefined): { autopilotResponse?: Autopilot } {
  if (answer === undefined || answer.attachments.length > 0) return {};
  return {
    autopilotResponse: {
      type: 'text',
      value: { error: false, content: textOf(answer) },
      id: answer.id,
      mightSolveUserIssue: false,
      completelyAndFullyCoveredUserIssue: false,
    },
  };
}
