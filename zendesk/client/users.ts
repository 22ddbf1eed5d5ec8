import { UsersApi } from 'sunshine-conversations-client';
import { toZendeskError } from '../errors';
import { call, externalId } from './call';
import type { ConnectionClient } from './connection';
import { userAnswer } from './schemas';
import type { Metadata, UserProfile, ZendeskClient } from './types';

interface ZendeskUser {
  id: string;
  profile: UserProfile;
  metadata: Metadata;
}

type UserCalls = Pick<ZendeskClient, 'ensureUser'>;

export function userCalls(client: ConnectionClient, appId: string): UserCalls {
  const api = new UsersApi(client);

  async function find(name: string): Promise<ZendeskUser | undefined> {
    try {
      const { user } = await call(
        'getUser',
        () => api.getUserWithHttpInfo(appId, externalId(name)),
        userAnswer,
      );
      return user;
    } catch (thrown) {
      const error = toZendeskError('getUser', thrown);
      if (error.kind === 'not_found') return undefined;
      throw error;
    }
  }

  async function create(name: string, profile: UserProfile, metadata: Metadata | undefined): Promise<string> {
    const body = { externalId: name, profile, ...(metadata === undefined ? {} : { metadata }) };
    const { user } = await call('createUser', () => api.createUserWithHttpInfo(appId, body), userAnswer);
    return user.id;
  }

  return {
    async ensureUser({ externalId: name, profile, metadata }) {
      const existing = await find(name);
      if (existing === undefined) {
        try {
          return { userId: await create(name, profile, metadata) };
        } catch (thrown) {
          // Somebody else created it between our two calls: that is success.
          if (toZendeskError('createUser', thrown).status !== 409) throw thrown;
          const user = await find(name);
          if (user === undefined) throw thrown;
          return { userId: user.id };
        }
      }
      const changes = changesOf(existing, profile, metadata ?? {});
      if (changes !== undefined) {
        await call('updateUser', () => api.updateUserWithHttpInfo(appId, existing.id, changes), userAnswer);
      }
      return { userId: existing.id };
    },
  };
}

/** The whole new profile and metadata where a key that we know differs (R29); what others wrote there stays. */
function changesOf(user: ZendeskUser, profile: UserProfile, metadata: Metadata): object | undefined {
  const changes = {
    ...(differs(user.profile, profile) ? { profile: { ...user.profile, ...profile } } : {}),
    ...(differs(user.metadata, metadata) ? { metadata: { ...user.metadata, ...metadata } } : {}),
  };
  return Object.keys(changes).length > 0 ? changes : undefined;
}

function differs(held: object, wanted: object): boolean {
  const before = new Map<string, unknown>(Object.entries(held));
  return Object.entries(wanted).some(([key, value]) => before.get(key) !== value);
}
