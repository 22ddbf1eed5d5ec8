import type { HandoffRecord, Store } from '../../store/types';
import { externalIdFor } from '../../zendesk/metadata';
import type { UserProfile } from '../../zendesk/client';
import type { Deps, Ref } from '../deps';

export async function recordOf(store: Store, handoffId: string): Promise<HandoffRecord> {
  const record = await store.handoffs.get(handoffId);
  if (record === undefined) throw new Error(`handoff ${handoffId} is not in the store`);
  return record;
}

export function externalIdOf({ handoff, request }: HandoffRecord): string {
  return externalIdFor({ copilotId: handoff.copilotId, sessionId: handoff.sessionId, user: request.user });
}

/**
 * The user in Zendesk, found again by `externalId`: one asserted by the backend, else the session's own. Never an e-mail:
 * whoever types it would join that person's conversations (R28).
 */
export function createUserActivity({ store, zendesk }: Deps) {
  return async function ensureUser(ref: Ref): Promise<void> {
    const record = await recordOf(store, ref.handoffId);
    await zendesk.use(ref.copilotId, (client) =>
      client.ensureUser({ externalId: externalIdOf(record), profile: profileOf(record) }),
    );
  };
}

/** Sunshine takes 1 to 128 characters a name; what does not fit is cut, since a name must not stop a handoff. */
function profileOf({ request }: HandoffRecord): UserProfile {
  const { name, email, avatar } = request.user;
  const [givenName, ...rest] = (name ?? '').trim().split(/\s+/);
  const surname = rest.join(' ');
  return {
    ...(givenName ? { givenName: givenName.slice(0, 128) } : {}),
    ...(surname ? { surname: surname.slice(0, 128) } : {}),
    ...(email && email.length <= 128 ? { email } : {}),
    ...(avatar && avatar.length <= 2048 && URL.canParse(avatar) ? { avatarUrl: avatar } : {}),
    ...(request.language ? { locale: request.language } : {}),
  };
}
