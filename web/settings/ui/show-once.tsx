import { createContext, useContext, useState, type ReactNode } from 'react';
import { SecretOnce, type Shown } from './secret-once';

const ShowOnce = createContext<(secrets: readonly Shown[]) => void>(() => undefined);

/** Shows them whatever page is open by then: a secret that was made and never shown is lost. */
export function useShowOnce(): (secrets: readonly Shown[]) => void {
  return useContext(ShowOnce);
}

/** Above every part that may be left while a secret is on its way. */
export function ShowsOnce({ children }: { children: ReactNode }) {
  const [waiting, setWaiting] = useState<readonly (readonly Shown[])[]>([]);
  return (
    <ShowOnce.Provider value={(secrets) => setWaiting((before) => [...before, secrets])}>
      {children}
      <SecretOnce secrets={waiting[0] ?? null} onClose={() => setWaiting(([, ...rest]) => rest)} />
    </ShowOnce.Provider>
  );
}
