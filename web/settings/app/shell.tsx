import { useEffect, useRef } from 'react';
import { NavLink, Outlet, useLocation } from 'react-router';
import { ApiError } from '../api/client';
import { useChange, useSession } from '../api/queries';
import { Button } from '../ui/button';
import { Loaded } from '../ui/loaded';
import { SignIn } from './sign-in';

/** The frame of every page; without a session there is only the sign-in. */
export function Shell() {
  const session = useSession();
  const location = useLocation();
  const main = useRef<HTMLElement>(null);
  const path = useRef(location.pathname);
  // A new page begins at its heading, for screen readers as for eyes.
  useEffect(() => {
    if (path.current === location.pathname) return;
    path.current = location.pathname;
    main.current?.querySelector('h1')?.focus();
    window.scrollTo(0, 0);
  }, [location.pathname]);

  if (session.error instanceof ApiError && session.error.status === 401) return <SignIn />;
  return (
    <>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <header className="top">
        <NavLink to="/copilots" className="brand">
          Handoff settings
        </NavLink>
        <nav aria-label="Main">
          <NavLink to="/copilots">Copilots</NavLink>
          <NavLink to="/audit">Audit log</NavLink>
        </nav>
        {session.data !== undefined && <SignOut />}
      </header>
      <main id="content" className="content" ref={main}>
        <Loaded query={session}>{() => <Outlet />}</Loaded>
      </main>
    </>
  );
}

function SignOut() {
  const signOut = useChange(() => ['/session', { method: 'DELETE' }]);
  return (
    <Button kind="quiet" isPending={signOut.isPending} onPress={() => signOut.mutate()}>
      Sign out
    </Button>
  );
}
