import { eq, sql } from 'drizzle-orm';
import { preferencesSchema, type Preferences } from '../../contract/preferences';
import type { Db } from '../db/engine';
import { copilots } from '../schema/copilots';

/** With the defaults for what was never set. */
export async function readPreferences(db: Db, copilotId: string): Promise<Preferences> {
  const [row] = await db
    .select({ preferences: sql<unknown>`coalesce(${copilots.preferences}, '{}'::jsonb)` })
    .from(copilots)
    .where(eq(copilots.id, copilotId));
  return preferencesSchema.parse(row?.preferences ?? {});
}

/** The copilot's row is locked while `mayReplace` looks, so that of two writers the second sees what the first has stored. */
export async function replacePreferences(
  tx: Db,
  copilotId: string,
  preferences: Preferences,
  mayReplace: (stored: Preferences) => boolean = () => true,
): Promise<boolean> {
  await tx.select({ id: copilots.id }).from(copilots).where(eq(copilots.id, copilotId)).for('update');
  if (!mayReplace(await readPreferences(tx, copilotId))) return false;
  await tx.update(copilots).set({ preferences }).where(eq(copilots.id, copilotId));
  return true;
}
