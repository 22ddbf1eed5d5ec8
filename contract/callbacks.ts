import { z } from 'zod';
import { attachmentSchema, deliveryErrorSchema, messageSchema } from './events';
import { agentSchema, attentionSchema, END_REASONS, handoffSchema, ticketSchema } from './handoff';

export const CALLBACK_TYPES = [
  'handoff.started',
  'handoff.failed',
  'handoff.agent_joined',
  'message.created',
  'message.delivered',
  'message.failed',
  'handoff.attention',
  'handoff.ended',
] as const;
export type CallbackType = (typeof CALLBACK_TYPES)[number];

export const undeliveredMessageSchema = z.object({
  id: z.string(),
  text: z.string().nullable(),
  attachments: z.array(attachmentSchema),
  at: z.iso.datetime(),
  outcome: z.enum(['not_sent', 'unknown']),
});
export type UndeliveredMessage = z.infer<typeof undeliveredMessageSchema>;

const subject = {
  copilotId: z.string(),
  sessionId: z.string(),
  handoffId: z.string(),
  seq: z.number().int(),
};
const callback = <T extends CallbackType, S extends z.ZodRawShape>(type: T, data: S) =>
  z.object({
    id: z.string().describe('equals the header webhook-id; stable over retries'),
    type: z.literal(type),
    timestamp: z.iso.datetime(),
    data: z.object({ ...subject, ...data }),
  });

/** What we post to a copilot's `callbackUrl`, signed by Standard Webhooks (wire.md "Callbacks"). */
export const callbackSchema = z.discriminatedUnion('type', [
  callback('handoff.started', { handoff: handoffSchema }),
  callback('handoff.failed', {
    handoff: handoffSchema,
    error: z.object({ code: z.string(), message: z.string() }),
  }),
  callback('handoff.agent_joined', { agent: agentSchema, previousAgent: agentSchema.nullable() }),
  callback('message.created', { message: messageSchema, beforeSeq: z.number().int().nullable() }),
  callback('message.delivered', { messageId: z.string(), zendeskMessageIds: z.array(z.string()) }),
  callback('message.failed', { messageId: z.string(), error: deliveryErrorSchema }),
  callback('handoff.attention', { attention: attentionSchema, previous: attentionSchema }),
  callback('handoff.ended', {
    handoff: handoffSchema,
    reason: z.enum(END_REASONS),
    undelivered: z.array(undeliveredMessageSchema),
    ticket: ticketSchema,
  }),
]);
export type Callback = z.infer<typeof callbackSchema>;
