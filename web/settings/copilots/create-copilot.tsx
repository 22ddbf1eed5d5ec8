import { useState, type FormEvent } from 'react';
import type { CopilotView } from '../../../contract/admin';
import { issuesOf, wordsOf } from '../api/client';
import { useSecretChange } from '../api/queries';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { TextField } from '../ui/field';
import { Notice } from '../ui/notice';
import { useShowOnce } from '../ui/show-once';
import { urlFault } from './faults';

interface Created {
  copilot: CopilotView;
  apiKey: string;
  callbackSecret: string;
}

interface Props {
  isOpen: boolean;
  onClose: () => void;
}

export function CreateCopilot({ isOpen, onClose }: Props) {
  const showOnce = useShowOnce();
  const [name, setName] = useState('');
  const [callbackUrl, setCallbackUrl] = useState('');
  const create = useSecretChange<Created>(
    () => [
      '/copilots',
      { method: 'POST', body: { name: name.trim(), ...(callbackUrl.trim() === '' ? {} : { callbackUrl }) } },
    ],
    ({ apiKey, callbackSecret }) =>
      showOnce([
        { label: 'API key', value: apiKey },
        { label: 'Callback secret', value: callbackSecret },
      ]),
  );
  const issues = issuesOf(create.error);
  const fault = urlFault('A callback URL', callbackUrl);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '' || fault !== null) return;
    create.mutate(undefined, {
      onSuccess: () => {
        setName('');
        setCallbackUrl('');
        onClose();
      },
    });
  };
  return (
    <Dialog title="Create a copilot" isOpen={isOpen} onClose={onClose} isBusy={create.isPending}>
      <form onSubmit={submit}>
        <TextField
          label="Name"
          help="As you want to find it here. Users do not see it in Zendesk's messages."
          value={name}
          onChange={setName}
          error={issues['name']}
          maxLength={100}
          autoFocus
          isRequired
        />
        <TextField
          label="Callback URL (optional)"
          help="Where your bot server is told of agents' messages and of the end. Signed by Standard Webhooks."
          value={callbackUrl}
          onChange={setCallbackUrl}
          error={fault ?? issues['callbackUrl']}
          placeholder="https://bot.example.com/callbacks"
        />
        {create.isError && Object.keys(issues).length === 0 && (
          <Notice kind="error">{wordsOf(create.error)}</Notice>
        )}
        <div className="actions">
          <Button onPress={onClose} isDisabled={create.isPending}>
            Cancel
          </Button>
          <Button kind="primary" type="submit" isPending={create.isPending} isDisabled={name.trim() === ''}>
            Create
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
