import { useState } from 'react';
import type { ConnectionView } from '../../../contract/admin';
import { useCopilotId } from '../app/copilot-layout';
import { wordsOf } from '../api/client';
import { copilotPath, useChange } from '../api/queries';
import { Badge } from '../ui/badge';
import { Button } from '../ui/button';
import { Copyable } from '../ui/copy';
import { TextField } from '../ui/field';
import { Notice } from '../ui/notice';
import { Section } from '../ui/page';
import { SecretList } from '../ui/secret-list';
import { Time } from '../ui/time';
import { webhookSecretFault } from './faults';

/** Whether events arrive, where to, and the secrets that they may come with. */
export function WebhookCard({ connection }: { connection: ConnectionView }) {
  const [secret, setSecret] = useState('');
  const isManual = connection.webhookMode === 'manual';
  const rotatePath = `${copilotPath(useCopilotId())}/zendesk/webhook-secret`;
  const rotate = useChange(() => [rotatePath, { method: 'POST', body: secret === '' ? {} : { secret } }]);
  return (
    <Section title="Webhook">
      <p role="status" data-events={connection.lastEventAt === null ? 'waiting' : 'receiving'}>
        {connection.lastEventAt === null ? (
          <>
            <Badge tone="busy">Waiting for the first event …</Badge>{' '}
            {isManual
              ? 'Write something into any conversation in Zendesk, or send a test handoff.'
              : 'It comes with the first handoff; a test handoff will do.'}
          </>
        ) : (
          <>
            <Badge tone="good">Events arrive</Badge> the last one{' '}
            <Time at={connection.lastEventAt} relative />
          </>
        )}
      </p>
      <Copyable label="Webhook URL" value={connection.webhookUrl} />
      <h3>Shared secrets</h3>
      <SecretList secrets={connection.webhookSecrets} />
      {isManual && (
        <TextField
          label="New shared secret"
          help="After you have made a new one in Zendesk. The former is accepted for 24 hours more."
          type="password"
          autoComplete="new-password"
          value={secret}
          onChange={setSecret}
          error={webhookSecretFault(secret)}
        />
      )}
      {rotate.isError && <Notice kind="error">{wordsOf(rotate.error)}</Notice>}
      {rotate.isSuccess && (
        <Notice kind="success">The new secret is in use; the former is accepted for 24 hours.</Notice>
      )}
      <Button
        isPending={rotate.isPending}
        isDisabled={isManual && (secret === '' || webhookSecretFault(secret) !== null)}
        onPress={() => rotate.mutate(undefined, { onSuccess: () => setSecret('') })}
      >
        {isManual ? 'Use this secret' : 'Rotate the secret'}
      </Button>
    </Section>
  );
}
