import { toZendeskError } from '../errors';
import type { ZendeskClient } from '../client/types';
import { CheckFailed, type Checklist } from './checklist';
import { explain, WHERE } from './explain';

const MULTI_ON = 'On: every handoff gets a conversation of its own.';
const MULTI_OFF =
  'Off: handoffs work, but all of one user share a single conversation, and an old ticket that is still open is continued. ' +
  'Turning multi-conversations on in Admin Center › Channels › Messaging gives each handoff its own. This is irreversible: it cannot be turned off again.';

/** The key works, has app scope, belongs to this app; and whether multi-conversations is on, which is a warning only. */
export async function checkApp(
  client: ZendeskClient,
  keyId: string,
  list: Checklist,
): Promise<{ multiConversations: boolean }> {
  list.begin('credentials');
  checkKeyId(keyId, list);
  const app = await client.getApp().catch((thrown: unknown) => {
    throw refusal(thrown, list);
  });
  list.pass(
    'credentials',
    `Zendesk accepts the key${app.displayName === undefined ? '' : ` for "${app.displayName}"`}.`,
  );
  list.pass('app_scope', 'The key has app scope.');
  if (app.multiConversations) list.pass('multi_conversations', MULTI_ON);
  else list.warn('multi_conversations', MULTI_OFF);
  return { multiConversations: app.multiConversations };
}

function checkKeyId(keyId: string, list: Checklist): void {
  if (keyId.startsWith('app_')) return;
  list.fail('credentials', 'Not checked: the Key ID is not one of an app key.');
  const kind = keyId.startsWith('int_')
    ? 'is one of an integration key, which may not do this'
    : 'does not start with app_';
  throw new CheckFailed(
    'app_scope',
    `This Key ID ${kind}. Create the key under ${WHERE}, where Key IDs start with app_, and paste App ID, Key ID and secret from there.`,
  );
}

function refusal(thrown: unknown, list: Checklist): CheckFailed {
  const error = toZendeskError('getApp', thrown);
  if (error.status === 403) {
    list.pass('credentials', 'Zendesk knows the key.');
    return new CheckFailed(
      'app_scope',
      `The key may not read this app: it is the key of another app, or not an app key. Compare App ID and Key ID under ${WHERE}, where both stand beside each other.`,
    );
  }
  return new CheckFailed(
    'credentials',
    error.kind === 'credentials'
      ? `Zendesk refuses this Key ID and secret. Copy both again from ${WHERE}; the secret is shown only once, so a new key may be needed.`
      : explain(error, 'reading the app'),
  );
}
