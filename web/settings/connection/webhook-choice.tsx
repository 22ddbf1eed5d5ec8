import { Choice } from '../ui/choice';
import { Copyable } from '../ui/copy';
import { TextField } from '../ui/field';
import type { useConnectForm } from './connect-form';

interface Props {
  form: ReturnType<typeof useConnectForm>;
  webhookUrl: string;
  isReadOnly: boolean;
}

/** Made by us with the key, or by hand. */
export function WebhookChoice({ form, webhookUrl, isReadOnly }: Props) {
  const { draft, set, faults } = form;
  return (
    <>
      <Choice
        legend="Webhook"
        value={draft.webhookMode}
        isReadOnly={isReadOnly}
        onChange={(webhookMode) => set({ webhookMode })}
        options={[
          {
            value: 'automatic',
            label: 'Make it for me',
            help: 'With the key above: integration, webhook and its secret.',
          },
          {
            value: 'manual',
            label: 'I make it by hand',
            help: 'In Admin Center, with the URL below.',
          },
        ]}
      />
      {draft.webhookMode === 'manual' && (
        <div className="inset">
          <ol>
            <li>
              Admin Center → Apps and integrations → Integrations → Conversations integrations → Create
              integration, with a webhook.
            </li>
            <li>
              Paste this URL: <Copyable label="Webhook URL" value={webhookUrl} />
            </li>
            <li>Check the boxes for all event types and for all data to include, then save.</li>
            <li>Copy the shared secret that Zendesk shows into the field below.</li>
          </ol>
          <TextField
            label="Shared secret of the webhook"
            type="password"
            autoComplete="new-password"
            value={draft.webhookSecret}
            onChange={(webhookSecret) => set({ webhookSecret })}
            error={faults.webhookSecret}
            isReadOnly={isReadOnly}
          />
        </div>
      )}
    </>
  );
}
