import { z } from 'zod';
import { actionSchema, attachmentSchema, ORIGINS } from './events';
import { attachmentInputSchema, END_REASONS, ticketInputSchema } from './handoff';

/*
 * The copilot port: what we post to a copilot's `botUrl` when it is its turn, signed by Standard Webhooks with the callback
 * secret, and what it answers.
 */

export const historyEntrySchema = z.object({
  id: z.string(),
  author: z.enum(ORIGINS),
  name: z.string().nullable(),
  text: z.string().nullable(),
  attachments: z.array(attachmentSchema),
  /** Payload of the choice that the user made. */
  postback: z.string().nullable(),
  at: z.iso.datetime(),
});
export type HistoryEntry = z.infer<typeof historyEntrySchema>;

export const botTurnSchema = z.object({
  id: z.string().describe('equals the header webhook-id; stable over repeats of one turn'),
  type: z.enum(['message', 'handoff_ended']),
  timestamp: z.iso.datetime(),
  data: z.object({
    copilotId: z.string(),
    sessionId: z.string(),
    user: z.object({
      id: z.string().nullable(),
      name: z.string().nullable(),
      email: z.string().nullable(),
      phone: z.string().nullable(),
      verified: z.boolean().describe('false: nobody vouches for any of it'),
      customData: z.record(z.string(), z.unknown()),
    }),
    language: z.string().nullable(),
    /** What the user has said and the bot has not answered yet, oldest first. */
    messages: z.array(historyEntrySchema),
    /** The latest 100 entries of the session, oldest first, `messages` included. */
    history: z.array(historyEntrySchema),
    /** How the latest handoff ended; null when there was none. */
    handoffEnd: z.object({ reason: z.enum(END_REASONS), at: z.iso.datetime() }).nullable(),
  }),
});
export type BotTurn = z.infer<typeof botTurnSchema>;

export const botMessageSchema = z
  .strictObject({
    text: z.string().max(20_000).optional(),
    attachments: z.array(attachmentInputSchema).max(10).optional(),
    actions: z
      .array(
        z.strictObject({
          type: actionSchema.shape.type,
          text: z.string().min(1).max(128),
          payload: z.string().max(1024).optional(),
          url: z
            .url({ protocol: /^https?$/ })
            .max(2048)
            .optional(),
        }),
      )
      .max(10)
      .optional(),
  })
  .refine((m) => (m.text ?? '') !== '' || (m.attachments?.length ?? 0) > 0, {
    message: 'text or attachments are required',
  });
export type BotMessage = z.infer<typeof botMessageSchema>;

/** Body of a 200. `{}` or 204: nothing to say. `handoff`: after these messages, agents. */
export const botAnswerSchema = z.strictObject({
  messages: z.array(botMessageSchema).max(10).optional(),
  handoff: z
    .strictObject({
      reason: z.string().max(255).optional(),
      summary: z.string().max(20_000).optional(),
      sentiment: z.string().max(64).optional(),
      ticket: ticketInputSchema.optional(),
    })
    .nullable()
    .optional(),
});
export type BotAnswer = z.infer<typeof botAnswerSchema>;
