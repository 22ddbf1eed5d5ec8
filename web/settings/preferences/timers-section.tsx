import { useState } from 'react';
import { TextField } from '../ui/field';
import { Section } from '../ui/page';
import type { SectionProps } from './preferences-form';
import { secondsOf, spanOf } from './values';

const TIMERS = [
  [
    'pickupTimeoutSeconds',
    'Nobody picks up',
    'From the handoff on. Then the user is told, and the bot is back.',
  ],
  [
    'agentSilentSeconds',
    'The agent is silent',
    'After the user wrote. At half of it the user is told to bear with us, at the end the bot is back.',
  ],
  [
    'userIdleSeconds',
    'The user is silent',
    'After the agent wrote. At half of it the user is asked, at the end the bot is back.',
  ],
] as const;

export function TimersSection(props: SectionProps) {
  return (
    <Section title="Waiting" help="Like 90s, 5m, 2h or 1d; 0 = off, which is the default. 30 days at most.">
      {TIMERS.map(([key, label, help]) => (
        <Duration key={key} {...props} name={key} label={label} help={help} />
      ))}
    </Section>
  );
}

interface Props extends SectionProps {
  name: (typeof TIMERS)[number][0];
  label: string;
  help: string;
}

/** Keeps what is typed: `1` on the way to `10m` is no reason to rewrite it. */
function Duration({ name, label, help, value, set, issues }: Props) {
  const [text, setText] = useState(spanOf(value[name]));
  const seconds = secondsOf(text);
  const shown = seconds === value[name] ? text : spanOf(value[name]);
  const [isBroken, setBroken] = useState(false);
  return (
    <TextField
      label={label}
      help={help}
      value={isBroken ? text : shown}
      onChange={(typed) => {
        setText(typed);
        const parsed = secondsOf(typed);
        setBroken(parsed === undefined);
        if (parsed !== undefined) set({ [name]: parsed });
      }}
      error={isBroken ? 'A time looks like 5m, 2h or 1d; 0 = off.' : issues[name]}
    />
  );
}
