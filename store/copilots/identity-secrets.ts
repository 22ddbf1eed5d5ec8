import { randomBytes } from 'node:crypto';
import { and, desc, eq, gt, isNull, lte, or } from 'drizzle-orm';
import { Secret } from '../../config/secret';
import { newId } from '../../contract/ids';
import type { StoreContext } from '../context';
import type { Db } from '../db/engine';
import { identitySecrets } from '../schema/copilots';
import type { IdentitySecret } from '../types/copilots';

/** A page's server may need a day to change over; tokens live as long at the most. */
const GRACE_MS = 24 * 3600 * 1000;

/** The live ones, newest first. */
export async function liveIdentitySecrets(
  { keyring, now }: StoreContext,
  db: Db,
  copilotId: string,
): Promise<IdentitySecret[]> {
  const rows = await db
    .select()
    .from(identitySecrets)
    .where(
      and(
        eq(identitySecrets.copilotId, copilotId),
        or(isNull(identitySecrets.validUntil), gt(identitySecrets.validUntil, now())),
      ),
    )
    .orderBy(desc(identitySecrets.position));
  return rows.map(({ id, secret, setAt, validUntil }) => ({
    keyId: id,
    secret: keyring.decrypt({ copilotId, field: 'identity_secret' }, secret),
    setAt,
    validUntil,
  }));
}

/** Puts a new one in front, with the key id that its tokens name. */
export async function addIdentitySecret(
  context: StoreContext,
  tx: Db,
  copilotId: string,
): Promise<{ keyId: string; secret: Secret }> {
  const now = context.now();
  const mine = eq(identitySecrets.copilotId, copilotId);
  await tx.delete(identitySecrets).where(and(mine, lte(identitySecrets.validUntil, now)));
  await tx
    .update(identitySecrets)
    .set({ validUntil: new Date(now.getTime() + GRACE_MS) })
    .where(and(mine, isNull(identitySecrets.validUntil)));
  const secret = new Secret(randomBytes(32).toString('base64url'));
  const keyId = newId('idk');
  const sealed = context.keyring.encrypt({ copilotId, field: 'identity_secret' }, secret);
  await tx.insert(identitySecrets).values({ id: keyId, copilotId, secret: sealed, setAt: now });
  return { keyId, secret };
}

/** Whether there was one. */
export async function removeIdentitySecret(db: Db, copilotId: string, keyId: string): Promise<boolean> {
  const deleted = await db
    .delete(identitySecrets)
    .where(and(eq(identitySecrets.copilotId, copilotId), eq(identitySecrets.id, keyId)))
    .returning({ id: identitySecrets.id });
  return deleted.length > 0;
}
