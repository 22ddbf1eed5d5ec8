import { Link, useRouteError } from 'react-router';
import { Page } from '../ui/page';
import { Notice } from '../ui/notice';

/** The page itself failed: said, not shown as an empty screen. */
export function Crash() {
  const error = useRouteError();
  return (
    <main className="content">
      <Page title="This page failed">
        <Notice kind="error">{error instanceof Error ? error.message : 'An unknown fault.'}</Notice>
        <p>
          <a href="/settings">Load the settings anew</a>
        </p>
      </Page>
    </main>
  );
}

export function NoSuchPage() {
  return (
    <Page title="No such page">
      <p>
        The address leads nowhere. <Link to="/copilots">All copilots</Link>
      </p>
    </Page>
  );
}
