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

/** The live ones, newest first. @throws StoreError `unreadable_secret` */
export async function liveIdentitySecrets(
  context: StoreContext,
  db: Db,
  copilotId: string,
): Promise<IdentitySecret[]> {
  return (await liveRows(context, db, copilotId)).map((row) => open(context, row));
}

/** For the admin: without those that no key reads any more, which hide nothing else. */
export async function readableIdentitySecrets(
  context: StoreContext,
  db: Db,
  copilotId: string,
): Promise<IdentitySecret[]> {
  const rows = await liveRows(context, db, copilotId);
  return rows.filter((row) => isReadable(context, row)).map((row) => open(context, row));
}

type Row = typeof identitySecrets.$inferSelect;

function liveRows({ now }: StoreContext, db: Db, copilotId: string): Promise<Row[]> {
  return db
    .select()
    .from(identitySecrets)
    .where(
      and(
        eq(identitySecrets.copilotId, copilotId),
        or(isNull(identitySecrets.validUntil), gt(identitySecrets.validUntil, now())),
      ),
    )
    .orderBy(desc(identitySecrets.position));
}

function open({ keyring }: StoreContext, { id, copilotId, secret, setAt, validUntil }: Row): IdentitySecret {
  return {
    keyId: id,
    secret: keyring.decrypt({ copilotId, field: 'identity_secret' }, secret),
    setAt,
    validUntil,
  };
}

function isReadable({ keyring }: StoreContext, { copilotId, secret }: Row): boolean {
  return keyring.reads({ copilotId, field: 'identity_secret' }, secret);
}

/**
 * Puts a new one in front, with the key id that its tokens name. One that no key reads any more goes: it would keep the new one
 * from being read.
 */
export async function addIdentitySecret(
  context: StoreContext,
  tx: Db,
  copilotId: string,
): Promise<{ keyId: string; secret: Secret }> {
  const now = context.now();
  const mine = eq(identitySecrets.copilotId, copilotId);
  await tx.delete(identitySecrets).where(and(mine, lte(identitySecrets.validUntil, now)));
  for (const row of await liveRows(context, tx, copilotId)) {
    if (!isReadable(context, row)) await removeIdentitySecret(tx, copilotId, row.id);
  }
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
