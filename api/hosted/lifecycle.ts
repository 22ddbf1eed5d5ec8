import type { Copilot, HostedSession, VerifiedIdentity } from '../../store/types';
import { now, type ApiDeps } from '../deps';
import { unauthorized } from '../http/auth';
import { HttpError, notFound } from '../http/errors';
import { readIdentity } from './identity';
import type { NewSession, OpenedSession, SessionService } from './service';

type Lifecycle = Pick<
  SessionService,
  | 'copilotByPublicToken'
  | 'create'
  | 'open'
  | 'setUser'
  | 'createContact'
  | 'contactByToken'
  | 'list'
  | 'openForContact'
  | 'keep'
  | 'keepOnly'
>;

const PUBLIC_TOKEN = /^pub_[A-Za-z0-9_-]{22}$/;
const SESSION_TOKEN = /^st_[A-Za-z0-9_-]{43}$/;
const CONTACT_TOKEN = /^ct_[A-Za-z0-9_-]{43}$/;
const SESSION_LIFE_MS = 30 * 24 * 3600 * 1000;
/** The expiry moves on at most once a day: a write at every request would be too much. */
const RENEW_AFTER_MS = 24 * 3600 * 1000;

/** Making sessions, and who may open one. */
export function lifecycle(deps: ApiDeps): Lifecycle {
  const { store } = deps;

  async function identityOf(
    copilot: Copilot,
    token: string | undefined,
  ): Promise<VerifiedIdentity | undefined> {
    if (token !== undefined) return readIdentity(store.copilots, copilot.id, token, now(deps));
    if (!copilot.enforceIdentity) return undefined;
    throw new HttpError('unauthorized', 'This copilot wants a signed identity (userToken).');
  }

  /** @throws 401 also for a session that is not signed, where the copilot wants signed ones. */
  async function opened(session: HostedSession | undefined): Promise<OpenedSession> {
    const copilot = session === undefined ? undefined : await store.copilots.get(session.copilotId);
    if (session === undefined || copilot === undefined) throw unauthorized();
    if (copilot.enforceIdentity && session.identity === null) throw unauthorized();
    const at = now(deps).getTime();
    if (session.closedAt !== null || session.expiresAt.getTime() - at > SESSION_LIFE_MS - RENEW_AFTER_MS) {
      return { session, copilot };
    }
    const expiresAt = new Date(at + SESSION_LIFE_MS);
    const renewed = await store.hosted.update(session.copilotId, session.id, { expiresAt });
    return { session: renewed ?? session, copilot };
  }

  return {
    copilotByPublicToken: (token) =>
      PUBLIC_TOKEN.test(token) ? store.copilots.byPublicToken(token) : Promise.resolve(undefined),

    async create(copilot, input: NewSession) {
      const { userToken, user, ...rest } = input;
      const identity = await identityOf(copilot, userToken);
      return store.hosted.create({ ...rest, copilotId: copilot.id, user: user ?? {}, identity });
    },

    async open(token) {
      const isToken = token !== undefined && SESSION_TOKEN.test(token);
      return opened(isToken ? await store.hosted.byToken(token) : undefined);
    },

    async setUser({ session, copilot }, { user, userToken, language }) {
      const identity =
        userToken === undefined
          ? undefined
          : await readIdentity(store.copilots, copilot.id, userToken, now(deps));
      // Somebody else has signed in at this browser: what the first one said is not theirs to read.
      if (identity !== undefined && session.identity !== null && session.identity.id !== identity.id) {
        throw new HttpError('another_user', 'The session belongs to another user. Make a new one.');
      }
      const changed = await store.hosted.update(session.copilotId, session.id, { user, identity, language });
      if (changed === undefined) throw notFound();
      return changed;
    },

    async createContact(copilot, { user, userToken }) {
      const identity = await identityOf(copilot, userToken);
      return store.contacts.create({ copilotId: copilot.id, user: user ?? {}, identity });
    },

    contactByToken: (copilot, token) =>
      CONTACT_TOKEN.test(token) ? store.contacts.byToken(copilot.id, token) : Promise.resolve(undefined),

    list: (copilot, input) =>
      store.hosted.list({ copilotId: copilot.id, ...input, onlySigned: copilot.enforceIdentity }),

    async openForContact(copilot, contactId, sessionId) {
      const session = await store.hosted.get(copilot.id, sessionId);
      return session?.contactId === contactId ? opened(session) : undefined;
    },

    async keep({ session }, extra) {
      const changed = await store.hosted.update(session.copilotId, session.id, { extra });
      if (changed === undefined) throw notFound();
      return changed;
    },

    keepOnly: async (when, { session }, extra) =>
      (await store.hosted.update(session.copilotId, session.id, { extra }, when)) !== undefined,
  };
}
