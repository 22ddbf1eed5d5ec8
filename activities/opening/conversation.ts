import type { HandoffRecord } from '../../store/types';
import type { Conversation, ZendeskClient } from '../../zendesk/client';
import { ZendeskError } from '../../zendesk/errors';
import { beginStep, type MayAct } from '../attempts';
import type { Deps, Ref } from '../deps';
import { externalIdOf, recordOf } from './user';

export interface FoundConversation {
  conversationId: string;
  /** Last message that was there before this handoff, in a conversation that is not only ours. */
  cutoff: { id: string; received: string } | null;
}

/**
 * The conversation of this handoff: its own, found again by its metadata; where multi-conversations is off, the user's default
 * one, whose metadata is patched for each handoff (wire.md, last section).
 */
export function createConversationActivity({ store, zendesk, logger }: Deps) {
  return async function ensureConversation(ref: Ref): Promise<FoundConversation> {
    const record = await recordOf(store, ref.handoffId);
    const { mayAct } = await beginStep(store, ref.handoffId, 'conversation');
    const found = await zendesk.use(ref.copilotId, async (client, connection) => {
      if (!connection.multiConversations) return useDefault(client, record, mayAct);
      try {
        return await useOwn(client, record, mayAct);
      } catch (thrown) {
        // Switched off behind our back: Zendesk refuses a second conversation of the same user (R26).
        if (!(thrown instanceof ZendeskError) || thrown.kind !== 'rejected') throw thrown;
        logger.warn({ handoffId: ref.handoffId, err: thrown }, 'a conversation of its own was refused');
        const fallback = await useDefault(client, record, mayAct);
        await store.handoffs.addWarnings(ref.handoffId, [
          {
            code: 'multi_conversations_off',
            detail: 'Zendesk refused a new conversation; the default one is used',
          },
        ]);
        return fallback;
      }
    });
    // Webhooks find their handoff by this id: one that another attempt has recorded is not overwritten.
    await mayAct();
    await store.handoffs.recordConversation(ref.handoffId, found.conversationId);
    return found;
  };
}

function idsOf({ handoff }: HandoffRecord) {
  return { copilotId: handoff.copilotId, sessionId: handoff.sessionId, handoffId: handoff.id };
}

async function useOwn(
  client: ZendeskClient,
  record: HandoffRecord,
  mayAct: MayAct,
): Promise<FoundConversation> {
  const userExternalId = externalIdOf(record);
  const { handoffId } = idsOf(record);
  const known = await client.findConversation({ userExternalId, match: { handoffId } });
  const { id } = known ?? (await create(client, record, mayAct));
  return { conversationId: id, cutoff: null };
}

async function create(client: ZendeskClient, record: HandoffRecord, mayAct: MayAct): Promise<Conversation> {
  await mayAct();
  return client.createConversation({ userExternalId: externalIdOf(record), metadata: idsOf(record) });
}

async function useDefault(
  client: ZendeskClient,
  record: HandoffRecord,
  mayAct: MayAct,
): Promise<FoundConversation> {
  const ids = idsOf(record);
  const known = await client.findDefaultConversation({ userExternalId: externalIdOf(record) });
  if (known === undefined) return { conversationId: (await create(client, record, mayAct)).id, cutoff: null };
  // Before the metadata, so that a repeat of this step finds the same cut-off unless somebody spoke meanwhile.
  const last = (await client.listMessages({ conversationId: known.id })).messages.at(-1);
  if (known.metadata['handoffId'] !== ids.handoffId) await client.updateConversationMetadata(known.id, ids);
  return {
    conversationId: known.id,
    cutoff: last === undefined ? null : { id: last.id, received: last.received },
  };
}
