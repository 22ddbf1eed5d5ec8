import { useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import type { CopilotView } from '../../../contract/admin';
import { issuesOf, wordsOf } from '../api/client';
import { copilotPath, useChange } from '../api/queries';
import { Button } from '../ui/button';
import { TextField } from '../ui/field';
import { Notice } from '../ui/notice';
import { Section } from '../ui/page';
import { useUnsavedGuard } from '../ui/unsaved-guard';
import { BotFields } from './bot-fields';
import { useCopilotDraft } from './copilot-draft';
import { WidgetFields } from './widget-fields';

export function CopilotForm({ copilot }: { copilot: CopilotView }) {
  const client = useQueryClient();
  const { draft, edits, body, faults, isChanged, set, saved } = useCopilotDraft(copilot);
  const save = useChange<{ copilot: CopilotView }>(() => [
    copilotPath(copilot.id),
    { method: 'PATCH', body },
  ]);
  useUnsavedGuard(isChanged && !save.isPending);
  const issues = issuesOf(save.error);
  const isFaulty = Object.values(faults).some((fault) => fault !== null && fault !== undefined);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isFaulty || !isChanged) return;
    save.mutate(undefined, {
      onSuccess: (answer) => {
        client.setQueryData(['copilot', copilot.id], answer.copilot);
        saved(edits);
      },
    });
  };
  return (
    <Section title="Copilot">
      <form onSubmit={submit}>
        <TextField
          label="Name"
          help="As you find it here, and as the bot is called in the widget."
          value={draft.name}
          onChange={(name) => set({ name })}
          error={faults.name ?? issues['name']}
          maxLength={100}
        />
        <BotFields draft={draft} set={set} faults={faults} issues={issues} />
        <WidgetFields
          draft={draft}
          set={set}
          faults={faults}
          issues={issues}
          hasSecret={copilot.identitySecrets.length > 0}
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
