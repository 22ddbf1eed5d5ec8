import type { ConnectionView } from '../../../contract/admin';
import { TextField } from '../ui/field';
import type { useConnectForm } from './connect-form';

interface Props {
  form: ReturnType<typeof useConnectForm>;
  /** What the server refused, by field. */
  issues: Record<string, string>;
  /** While they are being verified; not disabled, which would take the keyboard from the field it is in. */
  isReadOnly: boolean;
  connection: ConnectionView | null;
}

/** Each with a sentence that says where in Zendesk it is found. */
export function CredentialFields({ form, issues, isReadOnly, connection }: Props) {
  const { draft, set, faults, isSameAccount } = form;
  const common = { isReadOnly, autoComplete: 'off', spellCheck: 'false' } as const;
  return (
    <>
      <TextField
        {...common}
        label="Subdomain"
        help="The first part of the address at which you open Zendesk: the acme of acme.zendesk.com."
        value={draft.subdomain}
        onChange={(subdomain) => set({ subdomain })}
        error={faults.subdomain ?? issues['subdomain']}
        suffix=".zendesk.com"
        autoFocus
      />
      <TextField
        {...common}
        label="App ID"
        help="Admin Center → Apps and integrations → APIs → Conversations API → Create API key: it stands above the Key ID."
        value={draft.appId}
        onChange={(appId) => set({ appId })}
        error={faults.appId ?? issues['appId']}
      />
      <TextField
        {...common}
        label="Key ID"
        help="In the same window; it begins with app_. A key made elsewhere lacks the scope."
        value={draft.keyId}
        onChange={(keyId) => set({ keyId })}
        error={faults.keyId ?? issues['keyId']}
      />
      <TextField
        {...common}
        autoComplete="new-password"
        type="password"
        label="Secret key"
        help={
          isSameAccount && connection !== null
            ? `Stored: …${connection.secretLast4}. Leave it empty to keep it.`
            : 'In the same window, shown once by Zendesk. Lost it? Create another key.'
        }
        value={draft.secret}
        onChange={(secret) => set({ secret })}
        error={faults.secret ?? issues['secret']}
      />
    </>
  );
}
