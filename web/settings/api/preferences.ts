import { useMutation, useQuery } from '@tanstack/react-query';
import type { Preferences } from '../../../contract/preferences';
import { send, type Call } from './client';
import { copilotPath, useRefresh } from './queries';

/** As they were when they were read: whoever saves them says so, and is refused when somebody else was faster. */
export interface ReadPreferences {
  preferences: Preferences;
  etag: string | null;
}

export function usePreferences(copilotId: string) {
  return useQuery({
    queryKey: ['preferences', copilotId],
    queryFn: () => readPreferences(copilotId),
    // A form is made of it: what somebody types is not to be replaced under their hands.
    staleTime: Infinity,
    refetchOnWindowFocus: false,
    // And whoever comes back begins with what is stored by then.
    gcTime: 0,
  });
}

export function readPreferences(copilotId: string): Promise<ReadPreferences> {
  return ask(copilotId);
}

/** Saves them over those that were read. */
export function useSavePreferences(copilotId: string) {
  return useMutation<ReadPreferences, Error, ReadPreferences>({
    mutationFn: ({ preferences, etag }) =>
      ask(copilotId, {
        method: 'PUT',
        body: preferences,
        ...(etag === null ? {} : { ifMatch: etag }),
      }),
    onSuccess: useRefresh(),
  });
}

async function ask(copilotId: string, options?: Call): Promise<ReadPreferences> {
  const response = await send(`${copilotPath(copilotId)}/zendesk/preferences`, options);
  const { preferences } = (await response.json()) as { preferences: Preferences };
  return { preferences, etag: response.headers.get('etag') };
}
