import { Choice } from '../ui/choice';
import { ListField } from '../ui/list-field';
import { Section } from '../ui/page';
import type { SectionProps } from './preferences-form';

/** What somebody whose identity nobody vouches for may put on a ticket. */
export function VisitorSection({ value, set, issues }: SectionProps) {
  return (
    <Section
      title="What a visitor may set"
      help="By customData of the widget. A verified user and your own backend may set any Zendesk key."
    >
      <ListField
        label="Allowed keys"
        help="One in each line; a * at the end stands for anything. Everything else in customData stays with your bot."
        value={value.customDataAllow}
        separator={'\n'}
        parse={(text) => text.split(/\s+/).filter((key) => key !== '')}
        onChange={(customDataAllow) => set({ customDataAllow })}
        error={issues['customDataAllow']}
        rows={4}
      />
      <Choice
        legend="E-mail of the requester"
        value={value.requesterEmail}
        onChange={(requesterEmail) => set({ requesterEmail })}
        options={[
          {
            value: 'always',
            label: 'Always (default)',
            help: 'One that nobody has verified is said to be so to the agent.',
          },
          {
            value: 'verified',
            label: 'Only a verified one',
            help: 'A visitor cannot pose as somebody else.',
          },
        ]}
      />
    </Section>
  );
}
