import type { UserRecord } from '../state/records';

/** Given name and surname; undefined for a user without either. */
export function displayNameOf(user: UserRecord): string | undefined {
  const name = [user.profile.givenName, user.profile.surname]
    .filter((part) => typeof part === 'string' && part !== '')
    .join(' ');
  return name === '' ? undefined : name;
}
