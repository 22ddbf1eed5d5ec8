import type { Store } from '../../../store/types';

export interface IdentityChange {
  header?: object;
  claims?: object;
  secret?: Uint8Array;
}

/** Signs as a page's own server would, with a new identity secret of the copilot: `u1`, Jane, for an hour, unless changed. */
export async function identitySigner(store: Store, copilotId: string) {
  const made = await store.copilots.rotateIdentitySecret(copilotId);
  if (made === undefined) throw new Error('no secret');
  const { keyId } = made;
  const { SignJWT } = await import('jose');
  const secret = new TextEncoder().encode(made.secret.reveal());
  const sign = (change: IdentityChange = {}): Promise<string> =>
    new SignJWT({
      sub: 'u1',
      aud: copilotId,
      exp: Math.floor(Date.now() / 1000) + 3600,
      name: 'Jane',
      email: 'jane@x.test',
      ...change.claims,
    })
      .setProtectedHeader({ alg: 'HS256', kid: keyId, ...change.header })
      .sign(change.secret ?? secret);
  return { keyId, sign };
}
