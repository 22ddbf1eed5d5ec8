import type { Integration, Webhook } from '../client/set-up-types';
import type { ZendeskClient } from '../client/types';
import { toZendeskError } from '../errors';
import { CheckFailed, type Checklist } from './checklist';
import { explain } from './explain';
import { NEEDED, TRIGGERS } from './triggers';
import type { SetUpOptions } from './types';

export interface FoundIntegration {
  integration: Integration;
  webhook: Webhook;
  madeByUs: boolean;
}

/**
 * The first integration with a webhook to our URL, so that a hand-made one is used as it is; else a new one. A run after a lost
 * answer finds what the lost call has made (R56).
 */
export async function ensureIntegration(
  client: ZendeskClient,
  options: SetUpOptions,
  list: Checklist,
): Promise<FoundIntegration> {
  list.begin('integration');
  try {
    const found = (await find(client, options)) ?? (await make(client, options));
    list.pass(
      'integration',
      `"${found.integration.displayName ?? found.integration.id}" is connected to us.`,
    );
    return found;
  } catch (thrown) {
    if (thrown instanceof CheckFailed) throw thrown;
    throw new CheckFailed(
      'integration',
      explain(toZendeskError('createIntegration', thrown), 'make our integration'),
    );
  }
}

/** The manual way leaves the account as it is: whoever chose it has their reasons. */
function make(client: ZendeskClient, options: SetUpOptions): Promise<FoundIntegration> {
  if (options.webhookMode !== 'manual') return create(client, options);
  throw new CheckFailed(
    'integration',
    'No webhook with our URL was found. Create one in Admin Center › Apps and integrations › Integrations › Conversations integrations: copy the webhook URL from here, check all event types and all data boxes, then save again.',
  );
}

async function find(client: ZendeskClient, options: SetUpOptions): Promise<FoundIntegration | undefined> {
  for (const integration of await client.listIntegrations()) {
    // Only these have webhooks to choose; the others are channels.
    if (integration.type !== 'custom') continue;
    const webhooks = await client.listWebhooks(integration.id);
    const webhook = webhooks.find(({ target }) => target === options.webhookUrl);
    const madeByUs = integration.displayName === options.displayName;
    if (webhook !== undefined) return { integration, webhook, madeByUs };
  }
  return undefined;
}

async function create(client: ZendeskClient, options: SetUpOptions): Promise<FoundIntegration> {
  const { webhookUrl: target, displayName } = options;
  try {
    const webhook = { target, triggers: TRIGGERS, includeFullUser: true, includeFullSource: true };
    const { webhooks, ...integration } = await client.createIntegration({ displayName, webhook });
    const made = webhooks[0] ?? (await client.listWebhooks(integration.id))[0];
    if (made !== undefined) return { integration, webhook: made, madeByUs: true };
  } catch (thrown) {
    if (!toZendeskError('createIntegration', thrown).unknownOutcome) throw thrown;
    const found = await find(client, options);
    if (found === undefined) throw thrown;
    return found;
  }
  throw new CheckFailed(
    'webhook',
    'Zendesk made the integration without a webhook. Delete it there and try again.',
  );
}

/** Version 2, all triggers we need, and a secret that we know. Missing triggers are added, whoever made the webhook (R53). */
export async function checkWebhook(
  client: ZendeskClient,
  { integration, webhook }: FoundIntegration,
  options: SetUpOptions,
  list: Checklist,
): Promise<Webhook> {
  list.begin('webhook');
  if (webhook.version !== undefined && webhook.version !== 'v2') {
    throw new CheckFailed(
      'webhook',
      `The webhook sends version ${webhook.version}. Delete it in Admin Center › Apps and integrations › Conversations integrations and save again here: we make the right one.`,
    );
  }
  if (webhook.secret === undefined && options.hasPastedSecret !== true) {
    throw new CheckFailed(
      'webhook',
      'Zendesk does not show us the secret of the webhook. Paste it into "Webhook secret".',
    );
  }
  const missing = NEEDED.filter((trigger) => !webhook.triggers.includes(trigger));
  if (missing.length === 0) {
    list.pass('webhook', 'Events are sent to us.');
    return webhook;
  }
  const { target } = webhook;
  const triggers = [...new Set([...webhook.triggers, ...TRIGGERS])];
  const wanted = { target, triggers, includeFullUser: true, includeFullSource: true };
  try {
    const updated = await client.updateWebhook(integration.id, webhook.id, wanted);
    list.pass(
      'webhook',
      `Events are sent to us. We added the event types that were missing: ${missing.join(', ')}.`,
    );
    return { ...webhook, ...updated };
  } catch (thrown) {
    const why = explain(toZendeskError('updateWebhook', thrown), 'add the missing event types');
    throw new CheckFailed(
      'webhook',
      `${why} Check all event types of the webhook by hand; missing: ${missing.join(', ')}.`,
    );
  }
}
