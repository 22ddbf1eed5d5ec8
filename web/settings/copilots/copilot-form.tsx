import { useState, type FormEvent } from 'react';
import type { CopilotView } from '../../../contract/admin';
import { issuesOf, wordsOf } from '../api/client';
import { copilotPath, useChange } from '../api/queries';
import { Button } from '../ui/button';
import { TextField } from '../ui/field';
import { Notice } from '../ui/notice';
import { Section } from '../ui/page';
import { useUnsavedGuard } from '../ui/unsaved-guard';
import { callbackFault, originFault } from './callback-fault';

export function CopilotForm({ copilot }: { copilot: CopilotView }) {
  const [name, setName] = useState(copilot.name);
  const [callbackUrl, setCallbackUrl] = useState(copilot.callbackUrl ?? '');
  const [origins, setOrigins] = useState(copilot.allowedOrigins.join('\n'));
  const allowedOrigins = origins.split(/\s+/).filter((origin) => origin !== '');
  const save = useChange(() => [
    copilotPath(copilot.id),
    {
      method: 'PATCH',
      body: {
        name: name.trim(),
        callbackUrl: callbackUrl.trim() === '' ? null : callbackUrl.trim(),
        allowedOrigins,
      },
    },
  ]);
  const isChanged =
    name !== copilot.name ||
    callbackUrl !== (copilot.callbackUrl ?? '') ||
    allowedOrigins.join() !== copilot.allowedOrigins.join();
  useUnsavedGuard(isChanged && !save.isPending);
  const issues = issuesOf(save.error);
  const urlFault = callbackFault(callbackUrl);
  const originsFault = allowedOrigins.map(originFault).find((fault) => fault !== null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (urlFault === null && originsFault === undefined && name.trim() !== '') save.mutate();
  };
  return (
    <Section title="Copilot">
      <form onSubmit={submit}>
        <TextField label="Name" value={name} onChange={setName} error={issues['name']} maxLength={100} />
        <TextField
          label="Callback URL"
          help="Where your bot server is told of agents' messages and of the end. Empty: no callbacks; the events can be read instead."
          value={callbackUrl}
          onChange={setCallbackUrl}
          error={urlFault ?? issues['callbackUrl']}
          placeholder="https://bot.example.com/callbacks"
        />
        <TextField
          label="Allowed origins"
          help="Pages that may open the widget, one in each line, like https://www.example.com."
          value={origins}
          onChange={setOrigins}
          error={originsFault}
          rows={3}
        />
        {save.isError && <Notice kind="error">{wordsOf(save.error)}</Notice>}
        {save.isSuccess && !isChanged && <Notice kind="success">Saved.</Notice>}
        <div className="actions start">
          <Button kind="primary" type="submit" isPending={save.isPending} isDisabled={!isChanged}>
            Save
          </Button>
        </div>
      </form>
    </Section>
  );
}
