import { z } from 'zod';
import { HANDOFF_STATES, handoffSchema } from '../../contract/handoff';
import { cursor, wholeNumber } from '../http/validate';

export const handoff = handoffSchema.meta({ id: 'Handoff' });

export const handoffAnswer = z.object({ handoff });
export const handoffPage = z.object({ items: z.array(handoff), next: z.string().nullable() });

export const listQuery = z.strictObject({
  state: z.enum(HANDOFF_STATES).optional(),
  limit: wholeNumber({ min: 1, max: 200, default: 50 }),
  after: cursor,
});
