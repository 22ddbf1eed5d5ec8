import { and, eq } from 'drizzle-orm';
import { messages } from '../schema/sessions';

/** The row of a message that the user said in this handoff. */
export const userMessage = (handoffId: string, messageId: string) =>
  and(eq(messages.handoffId, handoffId), eq(messages.origin, 'user'), eq(messages.id, messageId));
