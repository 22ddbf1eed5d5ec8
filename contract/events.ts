import { z } from 'zod';
import { agentSchema, attentionSchema, CONTROL, END_REASONS, HANDOFF_STATES } from './handoff';

export const ORIGINS = ['user', 'copilot', 'agent', 'system'] as const;
export type Origin = (typeof ORIGINS)[number];

export const MESSAGE_STATUSES = ['accepted', 'delivered', 'failed', 'undelivered'] as const;
export type MessageStatus = (typeof MESSAGE_STATUSES)[number];

export const DELIVERY_ERROR_CODES = [
  'rejected',
  'too_large',
  'unsupported_media',
  'conversation_full',
  'handoff_ended',
] as const;
export type DeliveryErrorCode = (typeof DELIVERY_ERROR_CODES)[number];

export const deliveryErrorSchema = z.object({
  code: z.enum(DELIVERY_ERROR_CODES),
  message: z.string(),
  outcome: z.enum(['not_sent', 'unknown']),
});
export type DeliveryError = z.infer<typeof deliveryErrorSchema>;

export const attachmentSchema = z.object({
  url: z.string(),
  name: z.string().nullable(),
  mediaType: z.string().nullable(),
  size: z.number().int().nullable(),
});
export type Attachment = z.infer<typeof attachmentSchema>;

export const actionSchema = z.object({
  type: z.enum(['reply', 'link', 'postback']),
  text: z.string(),
  payload: z.string().nullable(),
  url: z.string().nullable(),
});
export type Action = z.infer<typeof actionSchema>;

const base = {
  seq: z.number().int(),
  at: z.iso.datetime(),
  sessionId: z.string(),
  /** null: said outside of a handoff (sessions that we host). */
  handoffId: z.string().nullable(),
};

export const messageSchema = z.object({
  id: z.string(),
  origin: z.enum(ORIGINS),
  author: agentSchema.extend({ type: z.enum(ORIGINS) }),
  text: z.string().nullable(),
  attachments: z.array(attachmentSchema),
  actions: z.array(actionSchema),
  status: z.enum(MESSAGE_STATUSES),
  receivedAt: z.iso.datetime(),
  afterEnd: z.boolean(),
  automated: z.boolean(),
});

/**
 * A card of a carousel, made of the message's own parts: `image` and `actions` are places in its `attachments` and `actions`.
 * Who does not know cards still has all of it, with the words in `text`.
 */
export const cardSchema = z.object({
  title: z.string().nullable(),
  description: z.string().nullable(),
  image: z.number().int().min(0).nullable(),
  actions: z.array(z.number().int().min(0)),
});
export type Card = z.infer<typeof cardSchema>;

/** What the log keeps and the widget gets. Backends get `messageSchema`, whose keys are fixed (wire.md). */
export const shownMessageSchema = messageSchema.extend({ cards: z.array(cardSchema).optional() });
/** A message of the session, whoever said it. */
export type Message = z.infer<typeof shownMessageSchema>;

export const messageEventSchema = z.object({
  ...base,
  type: z.literal('message'),
  beforeSeq: z.number().int().nullable().describe('where a view inserts a message that arrived late'),
  message: messageSchema,
});

export const messageStatusEventSchema = z.object({
  ...base,
  type: z.literal('message_status'),
  status: z.object({
    messageId: z.string(),
    value: z.enum(['delayed', 'delivered', 'failed', 'undelivered']),
    error: deliveryErrorSchema.nullable(),
  }),
});

export const stateEventSchema = z.object({
  ...base,
  type: z.literal('state'),
  state: z.object({
    from: z.enum(HANDOFF_STATES).nullable(),
    to: z.enum(HANDOFF_STATES),
    control: z.enum(CONTROL),
    attention: attentionSchema,
    endReason: z.enum(END_REASONS).nullable(),
    agent: agentSchema.nullable(),
    nextOpeningAt: z.iso.datetime().nullable(),
  }),
});

export const sessionEventSchema = z.discriminatedUnion('type', [
  messageEventSchema,
  messageStatusEventSchema,
  stateEventSchema,
]);

/** An event as the widget gets it. */
export const shownEventSchema = z.discriminatedUnion('type', [
  messageEventSchema.extend({ message: shownMessageSchema }),
  messageStatusEventSchema,
  stateEventSchema,
]);
/** One entry of a session's append-only log (wire.md "Session event"). */
export type SessionEvent = z.infer<typeof shownEventSchema>;
export type MessageEvent = Extract<SessionEvent, { type: 'message' }>;
export type MessageStatusEvent = z.infer<typeof messageStatusEventSchema>;
export type StateEvent = z.infer<typeof stateEventSchema>;
