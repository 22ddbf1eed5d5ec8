import { useState, type FormEvent } from 'react';
import type { SupportView } from '../../../contract/admin-health';
import { useCopilotId } from '../app/copilot-layout';
import { wordsOf } from '../api/client';
import { copilotPath, useChange } from '../api/queries';
import { Button } from '../ui/button';
import { TextField } from '../ui/field';
import { Notice } from '../ui/notice';
import { Section } from '../ui/page';
import { Time } from '../ui/time';

/** Optional: with it, groups, fields and brands are chosen by name in the preferences. */
export function SupportToken({ support }: { support: SupportView | null }) {
  const path = `${copilotPath(useCopilotId())}/zendesk/support`;
  const [email, setEmail] = useState(support?.email ?? '');
  const [token, setToken] = useState('');
  const save = useChange(() => [path, { method: 'PUT', body: { email: email.trim(), token: token.trim() } }]);
  const remove = useChange(() => [path, { method: 'DELETE' }]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(undefined, { onSuccess: () => setToken('') });
  };
  return (
    <Section
      title="Support API token (optional)"
      help="Lets you choose groups, ticket fields and brands by name in the preferences. Handoffs work without it."
    >
      {support !== null && (
        <p>
          In use: {support.email}, token <code>…{support.tokenLast4}</code>, set{' '}
          <Time at={support.tokenSetAt} relative />
        </p>
      )}
      <form onSubmit={submit}>
        <TextField
          label="E-mail of the admin whose token it is"
          type="email"
          value={email}
          onChange={setEmail}
          autoComplete="off"
        />
        <TextField
          label="API token"
          help="Admin Center → Apps and integrations → APIs → Zendesk API → Add API token."
          type="password"
          autoComplete="new-password"
          value={token}
          onChange={setToken}
        />
        {save.isError && <Notice kind="error">{wordsOf(save.error)}</Notice>}
        {remove.isError && <Notice kind="error">{wordsOf(remove.error)}</Notice>}
        {save.isSuccess && <Notice kind="success">It works; names can be chosen now.</Notice>}
        <div className="actions start">
          <Button
            type="submit"
            isPending={save.isPending}
            isDisabled={email.trim() === '' || token.trim().length < 8}
          >
            Check and save
          </Button>
          {support !== null && (
            <Button isPending={remove.isPending} onPress={() => remove.mutate()}>
              Remove
            </Button>
          )}
        </div>
      </form>
    </Section>
  );
}
