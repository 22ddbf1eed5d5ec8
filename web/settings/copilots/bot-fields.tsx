import { Check } from '../ui/choice';
import { TextField } from '../ui/field';
import type { Draft, Faults } from './copilot-draft';

export interface FieldsProps {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
  /** What is seen while typing. */
  faults: Faults;
  /** What the server refused, by its names. */
  issues: Record<string, string>;
}

/** Where the bot server is reached, of which we make signed calls. */
export function BotFields({ draft, set, faults, issues }: FieldsProps) {
  return (
    <fieldset>
      <legend>Your bot server</legend>
      <TextField
        label="Callback URL"
        help="Where it is told of agents' messages and of the end. Empty: no callbacks; the events can be read instead."
        value={draft.callbackUrl}
        onChange={(callbackUrl) => set({ callbackUrl })}
        error={faults.callbackUrl ?? issues['callbackUrl']}
        placeholder="https://bot.example.com/callbacks"
      />
      <TextField
        label="Bot URL"
        help="Where each word of a user of the widget is posted, signed with the callback secret; the answer holds the bot's words. Empty: the widget offers only a human."
        value={draft.botUrl}
        onChange={(botUrl) => set({ botUrl })}
        error={faults.botUrl ?? issues['botUrl']}
        placeholder="https://bot.example.com/bot"
      />
      <Check
        label="The bot speaks first after a handoff"
        help="It is asked as soon as the agents are done, without waiting for a word of the user. It needs a bot URL."
        checked={draft.botSpeaksFirst}
        onChange={(botSpeaksFirst) => set({ botSpeaksFirst })}
      />
    </fieldset>
  );
}
