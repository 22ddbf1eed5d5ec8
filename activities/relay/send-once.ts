import type { MessageContent, PostMessage, ZendeskClient } from '../../zendesk/client';
import type { MayAct } from '../attempts';
import type { UnderWay } from '../under-way';

export interface Attempt {
  handoffId: string;
  messageId: string;
  part: number;
  /** When an earlier attempt began; undefined = this is the first: nothing to look for. */
  earlier: Date | undefined;
  /** Asked before a post that repeats one without effect; throws when time has overtaken it. */
  mayRepeat?: () => Promise<void>;
  /** Asked before every post. */
  mayPost: MayAct;
  underWay: UnderWay;
  /** Makes the content just before it is sent: a file is uploaded only when its message is really posted. */
  content?: () => Promise<MessageContent>;
}

/**
 * Posts one part of a message, effect once (design §5.4): if any earlier attempt may have reached Zendesk, it is looked up by
 * our ids in the message's metadata, and sent only when it is not found.
 * @returns Zendesk's id of the message
 */
export async function sendOnce(
  client: ZendeskClient,
  attempt: Attempt,
  post: Omit<PostMessage, 'metadata'>,
): Promise<string> {
  const { handoffId, messageId, part, earlier, underWay } = attempt;
  const { conversationId } = post;
  if (earlier !== undefined) {
    const sought = { conversationId, handoffId, messageId, part, notBefore: earlier };
    const found = await underWay.lookFor(() => client.findSent(sought));
    if (found !== undefined) return found.zendeskMessageId;
    await attempt.mayRepeat?.();
  }
  const content = (await attempt.content?.()) ?? post.content;
  await attempt.mayPost();
  const metadata = { handoffId, messageId, part };
  const sent = await underWay.during(() => client.postMessage({ ...post, content, metadata }));
  return sent.zendeskMessageId;
}
