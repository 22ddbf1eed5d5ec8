import { randomBytes } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { newId } from '../../contract/ids';
import { Secret } from '../../config/secret';
import type { StoreContext } from '../context';
import { sha256 } from '../crypto';
import { contacts } from '../schema/sessions';
import type { ContactStore } from '../types/hosted';

export function createContactStore({ database, now }: StoreContext): ContactStore {
  return {
    async create({ copilotId, user, identity }) {
      const token = new Secret(`ct_${randomBytes(32).toString('base64url')}`);
      const contactId = newId('con');
      await database.run((db) =>
        db.insert(contacts).values({
          id: contactId,
          copilotId,
          tokenHash: sha256(token.reveal()),
          user,
          identity: identity ?? null,
          createdAt: now(),
        }),
      );
      return { contactId, token };
    },

    async byToken(copilotId, token) {
      const [row] = await database.run((db) =>
        db
          .select()
          .from(contacts)
          .where(and(eq(contacts.copilotId, copilotId), eq(contacts.tokenHash, sha256(token)))),
      );
      return row && { id: row.id, user: row.user, identity: row.identity };
    },
  };
}
