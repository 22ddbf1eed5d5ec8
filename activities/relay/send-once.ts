import { setTimeout as sleep } from 'node:timers/promises';
import type { ZendeskClient } from '../../zendesk/client';
import { ZendeskError } from '../../zendesk/errors';
import type { MessageContent, PostMessage } from '../../zendesk/client';

/** An answer of Zendesk's that was lost: when we heard of it, by message and part. A restarted worker knows of none. */
const unsettled = new Map<string, number>();
/** A stored message may not be listed at once: after a lost answer we look for this long before we send again. */
const SETTLE_MS = 8_000;
/** After a worker's death the request is long over: a second look is enough. */
const SECOND_LOOK_MS = 1_500;
const LOOK_EVERY_MS = 1_500;

export interface Attempt {
  handoffId: string;
  messageId: string;
  part: number;
  /** When an earlier attempt began; undefined = this is the first: nothing to look for. */
  earlier: Date | undefined;
  /** Asked before a post that repeats one without effect; throws when time has overtaken it. */
  mayRepeat?: () => Promise<void>;
  /** Asked before every post; throws when somebody else has taken the message over. */
  mayPost?: () => Promise<void>;
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
  const { handoffId, messageId, part, earlier } = attempt;
  const key = `${handoffId} ${messageId} ${part}`;
  if (earlier !== undefined || unsettled.has(key)) {
    const found = await look(client, attempt, post.conversationId, unsettled.get(key));
    if (found !== undefined) {
      unsettled.delete(key);
      return found;
    }
    await attempt.mayRepeat?.();
  }
  const content = (await attempt.content?.()) ?? post.content;
  await attempt.mayPost?.();
  try {
    const sent = await client.postMessage({ ...post, content, metadata: { handoffId, messageId, part } });
    unsettled.delete(key);
    return sent.zendeskMessageId;
  } catch (thrown) {
    if (thrown instanceof ZendeskError && thrown.unknownOutcome) unsettled.set(key, Date.now());
    throw thrown;
  }
}

async function look(
  client: ZendeskClient,
  { handoffId, messageId, part, earlier }: Attempt,
  conversationId: string,
  lostAtMs: number | undefined,
): Promise<string | undefined> {
  const untilMs = lostAtMs === undefined ? Date.now() + SECOND_LOOK_MS : lostAtMs + SETTLE_MS;
  const notBefore = earlier ?? new Date(lostAtMs ?? Date.now());
  for (;;) {
    const found = await client.findSent({ conversationId, handoffId, messageId, part, notBefore });
    if (found !== undefined) return found.zendeskMessageId;
    if (Date.now() >= untilMs) return undefined;
    await sleep(Math.min(LOOK_EVERY_MS, Math.max(100, untilMs - Date.now())));
  }
}
