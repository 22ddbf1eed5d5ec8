import { z } from 'zod';
import type { HostedSession } from '../../../store/types';

const extraSchema = z.object({
  /** Contacts, apart from the session's own, who have shown that they are on its device. */
  contacts: z.array(z.string()).catch([]),
  /** What the page had the bot say before the first word; shown to the visitor alone, since the page's word is nobody's. */
  initial: z.array(z.object({ uuid: z.string(), content: z.string() })).catch([]),
  /** The list's preview as it was at the closing: an agent's late word still comes into the log. */
  closedWith: z.string().nullable().catch(null),
  checkpoint: z.record(z.string(), z.unknown()).nullable().catch(null),
  csat: z
    .object({ uuid: z.string(), score: z.number(), feedback: z.string().nullable(), at: z.string() })
    .nullable()
    .catch(null),
});

/** What this protocol keeps with a session beside its log. */
export type Extra = z.infer<typeof extraSchema>;

export function extraOf({ extra }: HostedSession): Extra {
  return extraSchema.parse(extra);
}
