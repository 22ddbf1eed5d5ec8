import { createHash } from 'node:crypto';
import type { Request } from 'express';
import type { WidgetUser } from '../../../contract/widget';
import type { Copilot } from '../../../store/types';
import type { CompatDeps } from '../../hosted/deps';
import { readIdentity } from '../../hosted/identity';
import { bearerToken, unauthorized } from '../../http/auth';

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** Who asks: a browser with the token that we gave it, or a person whom the page's own server vouches for. */
export interface Contact {
  id: string;
  user: WidgetUser;
  /** The signed identity that was shown in place of a token of ours. */
  userToken?: string;
}

/** @throws 401 when neither is shown, or it is forged, expired, of another copilot. */
export async function contactOf(
  { sessions, store }: CompatDeps,
  req: Request,
  copilot: Copilot,
): Promise<Contact> {
  const token = bearerToken(req) ?? longBearer(req);
  if (token === undefined) throw unauthorized();
  const known = await sessions.contactByToken(copilot, token);
  if (known !== undefined) return { id: known.id, user: known.user };
  if (token.split('.').length !== 3) throw unauthorized();
  const identity = await readIdentity(store.copilots, copilot.id, token, new Date());
  return { id: `usr_${digest(copilot.id, identity.id)}`, user: {}, userToken: token };
}

/**
 * Whose a session is that this contact makes. A page that knows an e-mail makes a new contact at each load, so what names the
 * browser over the years is the random id of the device. An `external_id` that is no random one may be guessed: it opens nothing.
 */
export function ownerOf(copilot: Copilot, contact: Contact, externalId: string | undefined): string {
  if (contact.userToken !== undefined || externalId === undefined || !UUID_V4.test(externalId))
    return contact.id;
  return `dev_${digest(copilot.id, externalId.toLowerCase())}`;
}

/** Signed identities are longer than keys of ours. */
function longBearer(req: Request): string | undefined {
  return /^Bearer +([A-Za-z0-9._-]{1,8192}) *$/i.exec(req.headers.authorization ?? '')?.[1];
}

function digest(copilotId: string, name: string): string {
  return createHash('sha256').update(`${copilotId}\n${name}`).digest('base64url').slice(0, 22);
}
