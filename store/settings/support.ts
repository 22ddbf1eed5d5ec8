import { eq } from 'drizzle-orm';
import type { StoreContext } from '../context';
import { supportTokens } from '../schema/settings';
import type { SupportStore } from '../types/settings';

export function createSupportStore({ database, keyring, now }: StoreContext): SupportStore {
  const place = (copilotId: string) => ({ copilotId, field: 'support_token' }) as const;
  return {
    async get(copilotId) {
      const [row] = await database.run((db) =>
        db.select().from(supportTokens).where(eq(supportTokens.copilotId, copilotId)),
      );
      if (row === undefined) return undefined;
      const { email, secret, setAt } = row;
      return { email, token: keyring.decrypt(place(copilotId), secret), setAt };
    },

    async save(copilotId, { email, token }) {
      const row = { email, secret: keyring.encrypt(place(copilotId), token), setAt: now() };
      await database.run((db) =>
        db
          .insert(supportTokens)
          .values({ copilotId, ...row })
          .onConflictDoUpdate({ target: supportTokens.copilotId, set: row }),
      );
      return { email, token, setAt: row.setAt };
    },

    async delete(copilotId) {
      const deleted = await database.run((db) =>
        db
          .delete(supportTokens)
          .where(eq(supportTokens.copilotId, copilotId))
          .returning({ id: supportTokens.copilotId }),
      );
      return deleted.length > 0;
    },
  };
}
