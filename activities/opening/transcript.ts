import { LONG_LINK_MS, type FileLinks } from '../../config/file-links';
import type { HandoffRecord } from '../../store/types';
import type { ZendeskClient } from '../../zendesk/client';
import type { Deps, InConversation } from '../deps';
import { planTranscript, type PlannedPost } from './plan';
import { ticketMetadata } from './ticket';
import { externalIdOf, recordOf } from './user';

/**
 * Posts summary and transcript while our seat holds control. Repeated after a crash it reads what stands there already
 * and goes on behind it.
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
    return zendesk.use(copilotId, async (client) => {
      const there = await alreadyThere(client, conversationId, handoffId);
      let firstMessageId: string | undefined;
      for (const post of posts) {
        const id = there.get(keyOf(post)) ?? (await send(client, post, { conversationId, handoffId }));
        firstMessageId ??= id;
      }
      if (firstMessageId === undefined) throw new Error('a transcript has at least its notice');
      return { firstMessageId };
    });
  };
}

/** Files of the bot phase go as links, which must open for as long as an agent may look. */
function withLiveLinks(record: HandoffRecord, links: FileLinks): HandoffRecord {
  const transcript = record.request.transcript?.map((entry) => ({
    ...entry,
    attachments: entry.attachments?.map((file) => ({ ...file, url: links.refresh(file.url, LONG_LINK_MS) })),
  }));
  return { ...record, request: { ...record.request, transcript } };
}

function keyOf({ messageId, part }: { messageId: string; part: number }): string {
  return `${part}:${messageId}`;
}

async function send(
  client: ZendeskClient,
  { messageId, part, author, content }: PlannedPost,
  where: { conversationId: string; handoffId: string },
): Promise<string> {
  const { conversationId, handoffId } = where;
  const sent = await client.postMessage({
    conversationId,
    author,
    content,
    metadata: { handoffId, messageId, part },
  });
  return sent.zendeskMessageId;
}

/** Zendesk ids of what this handoff has posted before; a conversation of our own is short at this point. */
async function alreadyThere(
  client: ZendeskClient,
  conversationId: string,
  handoffId: string,
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
