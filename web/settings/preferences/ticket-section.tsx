import { useConnection, useSupportList } from '../api/queries';
import { useCopilotId } from '../app/copilot-layout';
import { TextField } from '../ui/field';
import { ListField } from '../ui/list-field';
import { Section } from '../ui/page';
import { Select } from '../ui/select';
import { FieldMapping } from './field-mapping';
import { IdOrName } from './id-or-name';
import type { SectionProps } from './preferences-form';
import { idFault, tagsOf } from './values';

/** Tags, group, priority and fields of the ticket. What a handoff itself says goes before them. */
export function TicketSection({ value, set, issues }: SectionProps) {
  const copilotId = useCopilotId();
  const hasSupport = (useConnection(copilotId).data?.support ?? null) !== null;
  const groups = useSupportList(copilotId, 'groups', hasSupport);
  const brands = useSupportList(copilotId, 'brands', hasSupport);
  return (
    <Section
      title="Ticket"
      help="A handoff that brings its own values goes before these; tags of both are put together. They are set when the ticket is made and cannot be changed by us later."
    >
      <ListField
        label="Tags"
        help="Separated by commas or spaces. Default: none."
        value={value.tags}
        separator=", "
        parse={tagsOf}
        onChange={(tags) => set({ tags })}
        error={issues['tags']}
      />
      <IdOrName
        label="Group"
        help="Who gets the ticket. Default: as your triggers and routing say."
        value={value.groupId}
        items={groups.data}
        onChange={(groupId) => set({ groupId })}
        error={issues['groupId']}
      />
      <Select
        label="Priority"
        help="Default: none."
        value={value.priority ?? ''}
        onChange={(priority) => set({ priority: priority === '' ? null : priority })}
        options={[
          { value: '', label: 'Not set' },
          { value: 'low', label: 'Low' },
          { value: 'normal', label: 'Normal' },
          { value: 'high', label: 'High' },
          { value: 'urgent', label: 'Urgent' },
        ]}
      />
      <IdOrName
        label="Brand"
        value={value.brandId}
        items={brands.data}
        onChange={(brandId) => set({ brandId })}
        error={issues['brandId']}
      />
      <TextField
        label="Assignee id"
        help="A number from the address of the agent's profile. Default: nobody."
        value={value.assigneeId ?? ''}
        onChange={(id) => set({ assigneeId: id.trim() === '' ? null : id.trim() })}
        error={idFault(value.assigneeId) ?? issues['assigneeId']}
      />
      <TextField
        label="Organization id"
        value={value.organizationId ?? ''}
        onChange={(id) => set({ organizationId: id.trim() === '' ? null : id.trim() })}
        error={idFault(value.organizationId) ?? issues['organizationId']}
      />
      <FieldMapping value={value} set={set} issues={issues} />
      <Select
        label="What the agent sees of the chat before"
        value={value.transcript}
        onChange={(transcript) => set({ transcript })}
        options={[
          { value: 'messages', label: 'Every message, each on its own (default)' },
          { value: 'digest', label: 'One message with all of it' },
          { value: 'none', label: 'Nothing but the summary' },
        ]}
      />
      <Select
        label="When the ticket is solved"
        help="Not available: Sunshine Conversations does not tell us of “solved”, only of “closed”. It needs native Zendesk events, which are not connected yet. The handoff ends when the ticket is closed or the agent ends the session."
        value="unavailable"
        disabled
        onChange={() => undefined}
        options={[{ value: 'unavailable', label: 'Not available' }]}
      />
    </Section>
  );
}
