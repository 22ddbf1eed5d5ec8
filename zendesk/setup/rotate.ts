import type { Secret } from '../../config/secret';
import type { ZendeskClient } from '../client/types';
import { toZendeskError } from '../errors';
import { explain } from './explain';
import { TRIGGERS } from './triggers';

export interface RotatedWebhook {
  webhookId: string;
  secret: Secret;
  /** Takes the former ones away; call it once the new secret is stored. */
  removeFormer: () => Promise<void>;
}

/**
 * A webhook's secret cannot be changed, so a second webhook is made beside it. Until the first is removed events come twice and
 * none is lost: the door knows repeats.
 * @returns why not, in words for the admin, when Zendesk does not let us
 */
export async function rotateWebhook(
  client: ZendeskClient,
  { integrationId, webhookUrl: target }: { integrationId: string; webhookUrl: string },
): Promise<RotatedWebhook | { failed: string }> {
  try {
    const wanted = { target, triggers: TRIGGERS, includeFullUser: true, includeFullSource: true };
    const made = await client.createWebhook(integrationId, wanted);
    const all = await client.listWebhooks(integrationId);
    const secret = made.secret ?? all.find(({ id }) => id === made.id)?.secret;
    if (secret === undefined) {
      await client.deleteWebhook(integrationId, made.id);
      return {
        failed:
          'Zendesk does not show us the secret of the new webhook. Make one by hand and paste its secret.',
      };
    }
    const former = all.filter((webhook) => webhook.target === target && webhook.id !== made.id);
    return {
      webhookId: made.id,
      secret,
      async removeFormer() {
        for (const { id } of former) await client.deleteWebhook(integrationId, id);
      },
    };
  } catch (thrown) {
    return { failed: explain(toZendeskError('createWebhook', thrown), 'make a second webhook') };
  }
}
