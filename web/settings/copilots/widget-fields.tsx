import { Check } from '../ui/choice';
import { TextField } from '../ui/field';
import { Notice } from '../ui/notice';
import type { FieldsProps } from './bot-fields';

interface Props extends FieldsProps {
  hasSecret: boolean;
}

/** Who may open the widget, and the face that the bot has in it. */
export function WidgetFields({ draft, set, faults, issues, hasSecret }: Props) {
  return (
    <fieldset>
      <legend>The widget on your pages</legend>
      <TextField
        label="Allowed origins"
        help="Pages that may open the widget, one in each line, like https://www.example.com."
        value={draft.origins}
        onChange={(origins) => set({ origins })}
        error={faults.origins}
        rows={3}
      />
      <TextField
        label="Picture of the bot"
        help="Address of a PNG, JPEG, GIF or WebP of at most 1 MB; we fetch it for the visitors. Empty: its initials."
        value={draft.avatarUrl}
        onChange={(avatarUrl) => set({ avatarUrl })}
        error={faults.avatarUrl ?? issues['avatarUrl']}
        placeholder="https://www.example.com/bot.png"
      />
      <Check
        label="Only visitors whom your server vouches for"
        help="Without a userToken that is signed with an identity secret nobody may chat. Open chats of guests end at once."
        checked={draft.enforceIdentity}
        onChange={(enforceIdentity) => set({ enforceIdentity })}
      />
      {draft.enforceIdentity && !hasSecret && (
        <Notice kind="warning">There is no identity secret, so nobody could chat. Create one below.</Notice>
      )}
    </fieldset>
  );
}
