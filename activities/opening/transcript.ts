import { LONG_LINK_MS, type FileLinks } from '../../config/file-links';
import type { HandoffRecord } from '../../store/types';
import type { ZendeskClient } from '../../zendesk/client';
import { beginStep, type MayAct } from '../attempts';
import type { Deps, InConversation } from '../deps';
import type { UnderWay } from '../under-way';
import { planTranscript, type PlannedPost } from './plan';
import { ticketMetadata } from './ticket';
import { externalIdOf, recordOf } from './user';

/**
 * Posts summary and transcript while our seat holds control. Repeated after a crash or a lost answer it looks for what stands
 * there already, as long as for a message of the user, and goes on behind it.
 * @returns Zendesk's id of the first message, from which on the ticket shows the conversation
 */
export function createTranscriptActivity({ store, files, zendesk, workflowUrl }: Deps) {
  return async function postTranscript(input: InConversation): Promise<{ firstMessageId: string }> {
    const { handoffId, copilotId, conversationId } = input;
    const record = withLiveLinks(await recordOf(store, handoffId), files.links);
    const preferences = await store.connections.preferences(copilotId);
    const copilot = await store.copilots.get(copilotId);
    const { dropped } = ticketMetadata(record, preferences, null);
    if (dropped.length > 0) {
      await store.handoffs.addWarnings(
        handoffId,
        dropped.map((detail) => ({ code: 'metadata_dropped', detail })),
      );
    }
    const posts = planTranscript({
      record,
      preferences,
      copilotName: copilot?.name ?? 'Copilot',
      userExternalId: externalIdOf(record),
      dropped,
      workflowUrl: workflowUrl(record.handoff.workflowId),
    });
    const { isRepeat, mayAct, underWay } = await beginStep(store, handoffId, 'transcript');
    return zendesk.use(copilotId, async (client) => {
      const where = { conversationId, handoffId, mayAct, underWay };
      // Rows of older versions counted no attempts: the first one looks, too, but once.
      let there = await alreadyThere(client, where);
      const isComplete = () => posts.every((post) => there.has(keyOf(post)));
      if (isRepeat && !isComplete()) {
        await underWay.lookFor(async () => {
          there = await alreadyThere(client, where);
          return isComplete() ? there : undefined;
        });
      }
      let firstMessageId: string | undefined;
      for (const post of posts) {
        const id = there.get(keyOf(post)) ?? (await send(client, post, where));
        firstMessageId ??= id;
      }
      if (firstMessageId === undefined) throw new Error('a transcript has at least its notice');
      return { firstMessageId };
    });
  };
}

/** Files of the bot phase go as links, which must open for as long as an agent may look. */
function withLiveLinks(record: HandoffRecord, links: FileLinks): HandoffRecord {
  const { copilotId } = record.handoff;
  const transcript = record.request.transcript?.map((entry) => ({
    ...entry,
    attachments: entry.attachments?.map((file) => ({
      ...file,
      url: links.refresh(file.url, copilotId, LONG_LINK_MS),
    })),
  }));
  return { ...record, request: { ...record.request, transcript } };
}

function keyOf({ messageId, part }: { messageId: string; part: number }): string {
  return `${part}:${messageId}`;
}

interface Where {
  conversationId: string;
  handoffId: string;
  mayAct: MayAct;
  underWay: UnderWay;
}

async function send(
  client: ZendeskClient,
  { messageId, part, author, content }: PlannedPost,
  { conversationId, handoffId, mayAct, underWay }: Where,
): Promise<string> {
  await mayAct();
  const metadata = { handoffId, messageId, part };
  const post = { conversationId, author, content, metadata };
  const sent = await underWay.during(() => client.postMessage(post));
  return sent.zendeskMessageId;
}

/** Zendesk ids of what this handoff has posted before; a conversation of our own is short at this point. */
async function alreadyThere(
  client: ZendeskClient,
  { conversationId, handoffId }: Where,
): Promise<Map<string, string>> {
  const there = new Map<string, string>();
  let before: string | undefined;
  for (;;) {
    const page = await client.listMessages({ conversationId, ...(before === undefined ? {} : { before }) });
    const ours = page.messages.filter((message) => message.ours?.handoffId === handoffId);
    for (const { id, ours: key } of ours) if (key !== undefined) there.set(keyOf(key), id);
    before = page.messages[0]?.id;
    // The transcript of this handoff is the newest there is: a page without any of it lies before it.
    if (!page.hasMore || ours.length === 0 || before === undefined) return there;
  }
}
