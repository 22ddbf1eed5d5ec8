import { FileStorageError } from '../../config/file-storage';
import type { HandoffStore, OutgoingMessage } from '../../store/types';
import type { MessageAuthor, ZendeskClient } from '../../zendesk/client';
import { ZendeskError } from '../../zendesk/errors';
import type { MayAct } from '../attempts';
import type { UnderWay } from '../under-way';
import { uploadOf, type OwnFiles } from './own-files';
import { asLink, partsOf, type Part } from './parts';
import { sendOnce } from './send-once';

/** From this attempt on a file that cannot be uploaded goes as its link: what is said after it must not wait for it for ever. */
const LINK_FROM_ATTEMPT = 3;
/** Of the 25 s that an attempt has; the link has the rest. */
const UPLOAD_BEFORE_LINK_MS = 12_000;

export interface Sending {
  handoffId: string;
  conversationId: string;
  userExternalId: string;
  mayRepeat: () => Promise<void>;
  mayPost: MayAct;
  underWay: UnderWay;
  /** Our own files by their link: they go to Zendesk themselves. */
  own: OwnFiles;
}

/**
 * Sends what of a message is not proved to be in Zendesk, part by part.
 * @param sent the ids of the parts that are there, in order; filled as they are sent, so that it is right after an error, too
 */
export async function sendMessage(
  handoffs: Pick<HandoffStore, 'recordProof'>,
  client: ZendeskClient,
  message: OutgoingMessage,
  sending: Sending,
  sent: string[],
): Promise<void> {
  const parts = partsOf(message);
  for (const [place, content] of parts.entries()) {
    const part = message.firstPart + place;
    const id = message.proofs[part] ?? (await sendPart(client, message, part, content, sending));
    sent.push(id);
    // A single part is proved by the settled message; of several, a crash must not forget the first.
    if (parts.length > 1) {
      const { handoffId } = sending;
      await handoffs.recordProof({ handoffId, messageId: message.id, part, zendeskMessageId: id });
    }
  }
}

/** Zendesk's ids of a message of which every part is there, proved or found; undefined when one is not. It posts nothing. */
export async function findMessage(
  client: ZendeskClient,
  message: OutgoingMessage,
  { handoffId, conversationId, underWay }: Pick<Sending, 'handoffId' | 'conversationId' | 'underWay'>,
): Promise<string[] | undefined> {
  const notBefore = message.attemptedAt;
  if (notBefore === undefined) return undefined;
  const ids: string[] = [];
  for (const place of partsOf(message).keys()) {
    const part = message.firstPart + place;
    const sought = { conversationId, handoffId, messageId: keyOf(message), part, notBefore };
    const id =
      message.proofs[part] ?? (await underWay.lookFor(() => client.findSent(sought)))?.zendeskMessageId;
    if (id === undefined) return undefined;
    ids.push(id);
  }
  return ids;
}

const keyOf = ({ id }: OutgoingMessage) => `user:${id}`;

async function sendPart(
  client: ZendeskClient,
  message: OutgoingMessage,
  part: number,
  { content, payload }: Part,
  sending: Sending,
): Promise<string> {
  const { handoffId, conversationId, mayRepeat, mayPost, underWay, own } = sending;
  const inWords = {
    ...{ handoffId, messageId: keyOf(message), part, earlier: message.attemptedAt },
    ...{ mayRepeat, mayPost, underWay },
  };
  const uploadMs = message.attempt < LINK_FROM_ATTEMPT ? undefined : UPLOAD_BEFORE_LINK_MS;
  const uploaded = uploadOf(client, conversationId, content, own, uploadMs);
  const attempt = { ...inWords, ...(uploaded && { content: uploaded }) };
  const author: MessageAuthor = { type: 'user', userExternalId: sending.userExternalId };
  const post = { conversationId, author, content, ...(payload === undefined ? {} : { payload }) };
  try {
    return await sendOnce(client, attempt, post);
  } catch (thrown) {
    if (isUserGone(thrown)) {
      const userId = await client.findParticipant(conversationId);
      if (userId === undefined) throw thrown;
      return sendOnce(client, attempt, { ...post, author: { type: 'user', userId } });
    }
    const link = asLink({ content });
    if (link === undefined || !goesAsLink(thrown, message.attempt)) throw thrown;
    return sendOnce(client, inWords, { conversationId, author, content: link.content });
  }
}

/** Zendesk has merged our user into another: the name that we gave it is gone, the conversation has the other now (R27). */
function isUserGone(thrown: unknown): boolean {
  return (
    thrown instanceof ZendeskError && thrown.operation === 'postMessage' && thrown.code === 'user_not_found'
  );
}

/** A file that Zendesk does not take, that is not there any more, or that does not get through, goes in words (R33). */
function goesAsLink(thrown: unknown, attempt: number): boolean {
  if (thrown instanceof FileStorageError) return thrown.kind === 'missing';
  if (!(thrown instanceof ZendeskError)) return false;
  if (thrown.kind === 'unsupported_media') return true;
  if (thrown.operation !== 'uploadAttachment') return false;
  return thrown.kind === 'too_large' || (thrown.kind === 'unavailable' && attempt >= LINK_FROM_ATTEMPT);
}
