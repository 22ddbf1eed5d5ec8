import { useState } from 'react';
import type { ConnectionView, WebhookMode } from '../../../contract/admin';
import { appIdFault, keyIdFault, secretFault, subdomainFault, webhookSecretFault } from './faults';

export interface Draft {
  subdomain: string;
  appId: string;
  keyId: string;
  secret: string;
  webhookMode: WebhookMode;
  webhookSecret: string;
}

/** What is typed into the dialog, what is wrong with it, and whether it can be sent. */
export function useConnectForm(connection: ConnectionView | null) {
  const [draft, setDraft] = useState<Draft>({
    subdomain: connection?.subdomain ?? '',
    appId: connection?.appId ?? '',
    keyId: connection?.keyId ?? '',
    secret: '',
    webhookMode: connection?.webhookMode ?? 'automatic',
    webhookSecret: '',
  });
  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }));
  const faults = {
    subdomain: subdomainFault(draft.subdomain),
    appId: appIdFault(draft.appId),
    keyId: keyIdFault(draft.keyId),
    secret: secretFault(draft.secret),
    webhookSecret: draft.webhookMode === 'manual' ? webhookSecretFault(draft.webhookSecret) : null,
  };
  const isSameAccount =
    connection !== null &&
    connection.subdomain === draft.subdomain.trim() &&
    connection.appId === draft.appId.trim() &&
    connection.keyId === draft.keyId.trim();
  const hasSecret = draft.secret !== '' || isSameAccount;
  const hasWebhookSecret =
    draft.webhookMode === 'automatic' ||
    draft.webhookSecret !== '' ||
    (connection?.webhookMode === 'manual' && connection.webhookSecrets.length > 0);
  const isComplete =
    draft.subdomain !== '' && draft.appId !== '' && draft.keyId !== '' && hasSecret && hasWebhookSecret;
  return {
    draft,
    set,
    faults,
    isSameAccount,
    canSend: isComplete && Object.values(faults).every((f) => f === null),
  };
}

/** The body of `PUT …/zendesk`. */
export function bodyOf(draft: Draft): Record<string, string> {
  return {
    subdomain: draft.subdomain.trim(),
    appId: draft.appId.trim(),
    keyId: draft.keyId.trim(),
    ...(draft.secret === '' ? {} : { secret: draft.secret }),
    webhookMode: draft.webhookMode,
    ...(draft.webhookMode === 'manual' && draft.webhookSecret !== ''
      ? { webhookSecret: draft.webhookSecret }
      : {}),
  };
}
