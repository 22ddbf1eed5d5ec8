import { useQueryClient } from '@tanstack/react-query';
import { Fragment, useState, type FormEvent } from 'react';
import type { Preferences } from '../../../contract/preferences';
import { useCopilotId } from '../app/copilot-layout';
import { issuesOf, wordsOf } from '../api/client';
import { copilotPath, useChange } from '../api/queries';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';
import { useUnsavedGuard } from '../ui/unsaved-guard';
import { AgentSection } from './agent-section';
import { HoursSection } from './hours-section';
import { PreviewPanel } from './preview-panel';
import { TextsSection } from './texts-section';
import { TicketSection } from './ticket-section';
import { TimersSection } from './timers-section';
import { VisitorSection } from './visitor-section';

/** What every section gets: the values, a way to change them, and what the server refused. */
export interface SectionProps {
  value: Preferences;
  set: (change: Partial<Preferences>) => void;
  issues: Record<string, string>;
}

export function PreferencesForm({ saved }: { saved: Preferences }) {
  const copilotId = useCopilotId();
  const client = useQueryClient();
  const [base, setBase] = useState(saved);
  const [value, setValue] = useState(saved);
  // Fields that keep what is typed begin anew when it is discarded.
  const [round, setRound] = useState(0);
  const save = useChange<{ preferences: Preferences }, Preferences>((body) => [
    `${copilotPath(copilotId)}/zendesk/preferences`,
    { method: 'PUT', body },
  ]);
  const isChanged = JSON.stringify(value) !== JSON.stringify(base);
  useUnsavedGuard(isChanged && !save.isPending);
  const props: SectionProps = {
    value,
    set: (change) => {
      save.reset();
      setValue((before) => ({ ...before, ...change }));
    },
    issues: issuesOf(save.error),
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(value, {
      onSuccess: ({ preferences }) => {
        setBase(preferences);
        setValue(preferences);
        client.setQueryData(['preferences', copilotId], preferences);
      },
    });
  };
  return (
    <div className="with-preview">
      <form onSubmit={submit}>
        <Fragment key={round}>
          <TicketSection {...props} />
          <VisitorSection {...props} />
          <AgentSection {...props} />
          <TimersSection {...props} />
          <HoursSection {...props} />
          <TextsSection {...props} />
        </Fragment>
        <div className="save-bar">
          {save.isError && <Notice kind="error">{wordsOf(save.error)}</Notice>}
          {save.isSuccess && !isChanged && (
            <Notice kind="success">Saved. It holds for the next handoff.</Notice>
          )}
          <div className="actions start">
            <Button kind="primary" type="submit" isPending={save.isPending} isDisabled={!isChanged}>
              Save preferences
            </Button>
            <Button
              isDisabled={!isChanged}
              onPress={() => {
                save.reset();
                setValue(base);
                setRound(round + 1);
              }}
            >
              Discard changes
            </Button>
          </div>
        </div>
      </form>
      <PreviewPanel preferences={value} />
    </div>
  );
}
