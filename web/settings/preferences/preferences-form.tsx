import { Fragment, useState, type FormEvent } from 'react';
import type { Preferences } from '../../../contract/preferences';
import { useCopilotId } from '../app/copilot-layout';
import { issuesOf, wordsOf } from '../api/client';
import { useSavePreferences, type ReadPreferences } from '../api/preferences';
import { Button } from '../ui/button';
import { Notice } from '../ui/notice';
import { useUnsavedGuard } from '../ui/unsaved-guard';
import { AgentSection } from './agent-section';
import { HoursSection } from './hours-section';
import { isOvertaken, Overtaken } from './overtaken';
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

export function PreferencesForm({ read }: { read: ReadPreferences }) {
  const copilotId = useCopilotId();
  // What is asked for anew behind the form stays out of it: it belongs to the tag that is sent back.
  const [base, setBase] = useState(read);
  const [value, setValue] = useState(read.preferences);
  // Fields that keep what is typed begin anew when it is discarded.
  const [round, setRound] = useState(0);
  const save = useSavePreferences(copilotId);
  const isChanged = JSON.stringify(value) !== JSON.stringify(base.preferences);
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
    save.mutate(
      { preferences: value, etag: base.etag },
      {
        onSuccess: (stored) => {
          setBase(stored);
          setValue(stored.preferences);
        },
      },
    );
  };
  const beginWith = (stored: ReadPreferences) => {
    save.reset();
    setBase(stored);
    setValue(stored.preferences);
    setRound((before) => before + 1);
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
          {save.isError && !isOvertaken(save.error) && <Notice kind="error">{wordsOf(save.error)}</Notice>}
          {isOvertaken(save.error) && <Overtaken copilotId={copilotId} onLoaded={beginWith} />}
          {save.isSuccess && !isChanged && (
            <Notice kind="success">Saved. It holds for the next handoff.</Notice>
          )}
          <div className="actions start">
            <Button kind="primary" type="submit" isPending={save.isPending} isDisabled={!isChanged}>
              Save preferences
            </Button>
            <Button isDisabled={!isChanged} onPress={() => beginWith(base)}>
              Discard changes
            </Button>
          </div>
        </div>
      </form>
      <PreviewPanel preferences={value} />
    </div>
  );
}
