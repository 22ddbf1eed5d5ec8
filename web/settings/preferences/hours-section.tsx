import type { OfficeHours } from '../../../contract/preferences';
import { Button } from '../ui/button';
import { Check, Choice } from '../ui/choice';
import { TextField } from '../ui/field';
import { Section } from '../ui/page';
import { Select } from '../ui/select';
import type { SectionProps } from './preferences-form';
import { Spans } from './spans';

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
const NINE_TO_FIVE = [{ from: '09:00', to: '17:00' }];
const zones: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone')];

function newHours(): OfficeHours {
  const workDays = DAYS.slice(0, 5).map((day) => [day, NINE_TO_FIVE]);
  return {
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    weekly: Object.fromEntries(workDays) as OfficeHours['weekly'],
    exceptions: [],
    outside: 'hold',
  };
}

/** When agents are there, in which zone, on which days not, and what happens outside. */
export function HoursSection({ value, set, issues }: SectionProps) {
  const hours = value.officeHours;
  const change = (part: Partial<OfficeHours>) => {
    if (hours !== null) set({ officeHours: { ...hours, ...part } });
  };
  return (
    <Section title="Office hours">
      <Check
        label="We are not always there"
        help="Default: handoffs at any time."
        checked={hours !== null}
        onChange={(on) => set({ officeHours: on ? newHours() : null })}
      />
      {hours !== null && (
        <>
          <Select
            label="Time zone"
            value={hours.timeZone}
            onChange={(timeZone) => change({ timeZone })}
            options={[...new Set([hours.timeZone, ...zones])].map((zone) => ({ value: zone, label: zone }))}
          />
          <fieldset>
            <legend>Week</legend>
            <p className="help">
              Like 09:00-12:00, 13:00-17:00. Empty = closed. One that ends before it begins goes past
              midnight.
            </p>
            {DAYS.map((day) => (
              <Spans
                key={day}
                label={capital(day)}
                value={hours.weekly[day] ?? []}
                onChange={(open) => change({ weekly: { ...hours.weekly, [day]: open } })}
              />
            ))}
          </fieldset>
          <Exceptions hours={hours} change={change} issues={issues} />
          <Choice
            legend="A handoff outside these hours"
            value={hours.outside}
            onChange={(outside) => change({ outside })}
            options={[
              {
                value: 'handoff',
                label: 'Makes the ticket at once',
                help: 'The user is told when you open.',
              },
              {
                value: 'decline',
                label: 'Is declined',
                help: 'The bot stays in charge and can say when you open.',
              },
              {
                value: 'hold',
                label: 'Is held until you open',
                help: 'The user is told when; the ticket is made then.',
              },
            ]}
          />
        </>
      )}
    </Section>
  );
}

interface ExceptionProps {
  hours: OfficeHours;
  change: (part: Partial<OfficeHours>) => void;
  issues: Record<string, string>;
}

function Exceptions({ hours, change, issues }: ExceptionProps) {
  const { exceptions } = hours;
  const edit = (index: number, part: Partial<OfficeHours['exceptions'][number]>) =>
    change({ exceptions: exceptions.map((entry, at) => (at === index ? { ...entry, ...part } : entry)) });
  return (
    <fieldset>
      <legend>Holidays and other days</legend>
      <p className="help">On these dates the week does not count. No times = closed.</p>
      {exceptions.map(({ date, open, name }, index) => (
        <div key={index} className="mapping-row">
          <TextField
            label={`Date ${index + 1}`}
            type="date"
            value={date}
            onChange={(text) => edit(index, { date: text })}
            error={issues[`officeHours.exceptions.${index}.date`]}
          />
          <TextField
            label={`Name ${index + 1}`}
            value={name ?? ''}
            onChange={(text) => edit(index, { name: text })}
          />
          <Spans
            label={`Open ${index + 1}`}
            value={open}
            onChange={(spans) => edit(index, { open: spans })}
          />
          <Button
            onPress={() => change({ exceptions: exceptions.filter((_, at) => at !== index) })}
            aria-label={`Remove ${name ?? date}`}
          >
            Remove
          </Button>
        </div>
      ))}
      <Button
        onPress={() =>
          change({
            exceptions: [...exceptions, { date: new Date().toISOString().slice(0, 10), open: [], name: '' }],
          })
        }
      >
        Add a day
      </Button>
    </fieldset>
  );
}

function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
