import { Secret } from '../../../config/secret';
import { createZendeskClient, type ZendeskClient, type ZendeskClientSettings } from '../../../zendesk/client';
import { ZendeskError } from '../../../zendesk/errors';
import { startScriptedServer, type ScriptedServer } from './scripted-server';

export const APP_ID = '5ebee0975ac5304b664a12fa';
export const CONVERSATION_ID = '69b43c86543fa6363b8fabe1';
export const MESSAGE_ID = '5f748c1a2b5315fc007e7977';
/** Canaries: none of these may ever turn up in an error. */
export const KEY_ID = 'app_canaryKeyId';
export const SECRET = 'canary-secret';
export const WORDS = 'canary words of a customer';

export const settingsFor = (baseUrl: string): ZendeskClientSettings => ({
  baseUrl,
  appId: APP_ID,
  keyId: KEY_ID,
  secret: new Secret(SECRET),
  timeoutMs: 400,
});

/** A scripted server and a client of it for the tests of one file. */
export function useScripted(): { server: () => ScriptedServer; client: () => ZendeskClient } {
  let server: ScriptedServer | undefined;
  let client: ZendeskClient | undefined;
  beforeEach(async () => {
    server = await startScriptedServer();
    client = createZendeskClient(settingsFor(server.url));
  });
  afterEach(async () => {
    client?.close();
    await server?.close();
  });
  return {
    server: () => present(server),
    client: () => present(client),
  };
}

export const someMessage = (text = WORDS) => ({
  conversationId: CONVERSATION_ID,
  author: { type: 'user' as const, userExternalId: 'cop_1:s:s1' },
  content: { type: 'text' as const, text },
  metadata: { handoffId: 'ho_1', messageId: 'user:m1', part: 0 },
});

export async function failure(promise: Promise<unknown>): Promise<ZendeskError> {
  const thrown: unknown = await promise.then(
    () => 'resolved',
    (reason: unknown) => reason,
  );
  if (!(thrown instanceof ZendeskError)) throw new Error(`expected a ZendeskError, got ${String(thrown)}`);
  return thrown;
}

export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('not there');
  return value;
}
