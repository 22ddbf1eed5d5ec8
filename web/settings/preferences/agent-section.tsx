import { Check, Choice } from '../ui/choice';
import { TextField } from '../ui/field';
import { Section } from '../ui/page';
import type { SectionProps } from './preferences-form';

/** How agents, and what Zendesk says by itself, look to the user. */
export function AgentSection({ value, set, issues }: SectionProps) {
  const { mode, name, avatar } = value.agentIdentity;
  const identity = (change: { name?: string; avatar?: string }) => {
    const next = { name: name ?? '', avatar: avatar ?? '', ...change };
    set({
      agentIdentity: {
        mode,
        ...(next.name === '' ? {} : { name: next.name }),
        ...(next.avatar === '' ? {} : { avatar: next.avatar }),
      },
    });
  };
  return (
    <Section title="Agents">
      <Choice
        legend="What the user sees of the agent"
        value={mode}
        onChange={(chosen) => set({ agentIdentity: { ...value.agentIdentity, mode: chosen } })}
        options={[
          { value: 'show', label: 'Name and picture (default)' },
          { value: 'mask', label: 'A name and picture for all of them' },
        ]}
      />
      {mode === 'mask' && (
        <>
          <TextField
            label="Name for all agents"
            value={name ?? ''}
            onChange={(text) => identity({ name: text })}
            error={issues['agentIdentity.name']}
            placeholder="Support"
          />
          <TextField
            label="Address of the picture for all agents"
            value={avatar ?? ''}
            onChange={(text) => identity({ avatar: text.trim() })}
            error={issues['agentIdentity.avatar']}
            placeholder="https://…"
          />
        </>
      )}
      <Check
        label="Show automated messages"
        help="What triggers and automations of Zendesk say into the chat. Default: on."
        checked={value.showAutomatedMessages}
        onChange={(showAutomatedMessages) => set({ showAutomatedMessages })}
      />
    </Section>
  );
}
