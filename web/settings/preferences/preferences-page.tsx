import { useCopilotId } from '../app/copilot-layout';
import { usePreferences } from '../api/preferences';
import { Loaded } from '../ui/loaded';
import { Page } from '../ui/page';
import { PreferencesForm } from './preferences-form';

export function PreferencesPage() {
  const copilotId = useCopilotId();
  const preferences = usePreferences(copilotId);
  return (
    <Page
      title="Handoff preferences"
      lead="What a ticket carries, how long anybody waits, and what the user reads. They hold for handoffs that start after saving."
    >
      <Loaded query={preferences}>{(read) => <PreferencesForm read={read} />}</Loaded>
    </Page>
  );
}
