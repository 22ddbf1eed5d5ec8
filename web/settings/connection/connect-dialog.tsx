import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import type { ConnectionView } from '../../../contract/admin';
import type { CheckProgress } from '../../../contract/admin-health';
import { useCopilotId } from '../app/copilot-layout';
import { ApiError, issuesOf, wordsOf } from '../api/client';
import { copilotPath } from '../api/queries';
import { verify } from '../api/verification';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { Notice } from '../ui/notice';
import { Checklist } from './checklist';
import { bodyOf, useConnectForm } from './connect-form';
import { CredentialFields } from './credential-fields';
import { WebhookChoice } from './webhook-choice';

interface Props {
  connection: ConnectionView | null;
  webhookUrl: string;
  isOpen: boolean;
  onClose: () => void;
}

/** "Connect with Zendesk". Its content is made anew each time it opens: a secret does not stay in it. */
export function ConnectDialog(props: Props) {
  const [isBusy, setBusy] = useState(false);
  return (
    <Dialog title="Connect with Zendesk" isOpen={props.isOpen} onClose={props.onClose} isBusy={isBusy}>
      <ConnectForm {...props} onBusy={setBusy} />
    </Dialog>
  );
}

function ConnectForm({
  connection,
  webhookUrl,
  onClose,
  onBusy,
}: Props & { onBusy: (busy: boolean) => void }) {
  const form = useConnectForm(connection);
  const copilotId = useCopilotId();
  const client = useQueryClient();
  const [checks, setChecks] = useState<readonly CheckProgress[] | null>(null);
  const [phase, setPhase] = useState<'typing' | 'running' | 'done'>('typing');
  const [error, setError] = useState<unknown>(null);

  const run = async () => {
    setPhase('running');
    onBusy(true);
    setError(null);
    setChecks([]);
    try {
      const path = `${copilotPath(copilotId)}/zendesk`;
      await verify(path, { method: 'PUT', body: bodyOf(form.draft) }, (check) =>
        setChecks((before) => [...(before ?? []).filter(({ name }) => name !== check.name), check]),
      );
      form.set({ secret: '', webhookSecret: '' });
      setPhase('done');
    } catch (thrown) {
      setError(thrown);
      setPhase('typing');
      if (Object.keys(issuesOf(thrown)).length > 0) setChecks(null);
    } finally {
      onBusy(false);
      await client.invalidateQueries();
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (form.canSend && phase !== 'running') void run();
  };
  return (
    <form onSubmit={submit}>
      {phase !== 'done' && (
        <>
          <CredentialFields
            form={form}
            issues={issuesOf(error)}
            isReadOnly={phase === 'running'}
            connection={connection}
          />
          <WebhookChoice form={form} webhookUrl={webhookUrl} isReadOnly={phase === 'running'} />
        </>
      )}
      {checks !== null && <Checklist checks={checks} />}
      {error !== null && <Notice kind="error">{why(error)}</Notice>}
      {phase === 'done' && (
        <Notice kind="success">Connected. Send a test handoff from the Health page to see it work.</Notice>
      )}
      <div className="actions">
        {/* Its own element when all is done: the field or button that had the keyboard is gone by then. */}
        <Button
          key={phase === 'done' ? 'close' : 'cancel'}
          autoFocus={phase === 'done'}
          onPress={onClose}
          isDisabled={phase === 'running'}
        >
          {phase === 'done' ? 'Close' : 'Cancel'}
        </Button>
        {phase !== 'done' && (
          <Button kind="primary" type="submit" isPending={phase === 'running'} isDisabled={!form.canSend}>
            {phase === 'running' ? 'Verifying …' : 'Verify & Save'}
          </Button>
        )}
      </div>
    </form>
  );
}

/** The server goes on when the line to it is cut: only what it has refused was surely not stored. */
function why(error: unknown): string {
  const code = error instanceof ApiError ? error.code : undefined;
  if (code === 'verification_failed') return 'A check failed; its line says what to do. Nothing was stored.';
  if (code === 'invalid_request') return `${wordsOf(error)} Nothing was stored.`;
  // Its words say that the connection stays as it is.
  if (code === 'changed_meanwhile') return wordsOf(error);
  return `${wordsOf(error)} It may have been saved: look at the connection.`;
}
