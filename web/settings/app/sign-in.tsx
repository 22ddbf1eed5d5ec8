import { useState, type FormEvent } from 'react';
import type { AdminSessionAnswer } from '../../../contract/admin-session';
import { ApiError, wordsOf } from '../api/client';
import { useChange } from '../api/queries';
import { Button } from '../ui/button';
import { TextField } from '../ui/field';
import { Notice } from '../ui/notice';
import { Page } from '../ui/page';

/** The admin token for a session. It is not kept in the page. */
export function SignIn() {
  const [token, setToken] = useState('');
  const signIn = useChange<AdminSessionAnswer, string>((given) => [
    '/session',
    { method: 'POST', body: { token: given } },
  ]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (token.trim() === '') return;
    signIn.mutate(token.trim(), { onSettled: () => setToken('') });
  };
  return (
    <main className="content narrow">
      <Page title="Sign in">
        <form className="card" onSubmit={submit}>
          <TextField
            label="Admin token"
            type="password"
            value={token}
            onChange={setToken}
            autoComplete="current-password"
            autoFocus
            help="npm start prints it; in production it is the ADMIN_TOKEN that the server was given."
          />
          {signIn.isError && <Notice kind="error">{why(signIn.error)}</Notice>}
          <div className="actions">
            <Button
              kind="primary"
              type="submit"
              isPending={signIn.isPending}
              isDisabled={token.trim() === ''}
            >
              Sign in
            </Button>
          </div>
        </form>
      </Page>
    </main>
  );
}

function why(error: unknown): string {
  if (!(error instanceof ApiError)) return wordsOf(error);
  if (error.status === 401) return 'This is not the admin token.';
  if (error.status === 429) return 'Too many attempts. Wait a minute, then try again.';
  return error.message;
}
