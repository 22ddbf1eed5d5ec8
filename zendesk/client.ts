import { attachmentCalls } from './client/attachments';
import { ConnectionClient } from './client/connection';
import { controlCalls } from './client/control';
import { conversationCalls } from './client/conversations';
import { integrationCalls } from './client/integrations';
import { messageCalls } from './client/messages';
import { switchboardCalls } from './client/switchboards';
import type { ZendeskClient, ZendeskClientSettings } from './client/types';
import { userCalls } from './client/users';

export { zendeskBaseUrl } from './base-url';
export type * from './client/set-up-types';
export type * from './client/types';

/** Files are bigger than words: their deadline is this many times longer, and still within that of an activity (25 s). */
const FILE_TIMEOUT_FACTOR = 2;
const DEFAULT_TIMEOUT_MS = 10_000;

/** A client of one connection, with its own credentials and its own sockets; `close()` it when the connection changes. */
export function createZendeskClient(settings: ZendeskClientSettings): ZendeskClient {
  if (!/^[0-9a-f]{24}$/.test(settings.appId)) throw new RangeError('appId has 24 hexadecimal digits');
  if (settings.secret.reveal() === '' || settings.keyId === '') throw new RangeError('the key is empty');
  const { appId, timeoutMs = DEFAULT_TIMEOUT_MS } = settings;
  const client = new ConnectionClient({ ...settings, timeoutMs });
  const fileClient = new ConnectionClient({ ...settings, timeoutMs: timeoutMs * FILE_TIMEOUT_FACTOR });
  const { close: closeFiles, ...files } = attachmentCalls(fileClient, settings);
  return {
    ...userCalls(client, appId),
    ...conversationCalls(client, appId),
    ...messageCalls(client, appId),
    ...controlCalls(client, appId),
    ...files,
    ...integrationCalls(client, appId),
    ...switchboardCalls(client, appId),
    close() {
      client.close();
      fileClient.close();
      closeFiles();
    },
  };
}
