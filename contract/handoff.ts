import { z } from 'zod';
import { callerId } from './ids';

/*
 * Terms (design §1, §3): a *session* is the chat of one end user; a *handoff* is one period in which agents hold it;
 * the *conversation* is Sunshine's thread; the *ticket* is the Zendesk ticket that the handoff made.
 */

export const HANDOFF_STATES = ['scheduled', 'opening', 'waiting', 'active', 'ended'] as const;
export type HandoffState = (typeof HANDOFF_STATES)[number];

export const END_REASONS = [
  'agent_ended',
  'ticket_closed',
  'ticket_solved',
  'transferred_to_email',
  'user_ended',
  'copilot_ended',
  'operator_ended',
  'pickup_timeout',
  'inactivity_timeout',
  'conversation_removed',
  'disconnected',
  'copilot_deleted',
  'user_erased',
  'failed',
] as const;
/** Why a handoff ended: a closed list. */
export type EndReason = (typeof END_REASONS)[number];

export const ATTENTION_CODES = ['credentials', 'zendesk_unavailable'] as const;
export type AttentionCode = (typeof ATTENTION_CODES)[number];

export const TIMER_NAMES = ['pickup', 'agent_silent', 'user_idle', 'opening_hours'] as const;
export type TimerName = (typeof TIMER_NAMES)[number];

export const CONTROL = ['copilot', 'handoff'] as const;
/** Who speaks to the user: the copilot, or the agents of a handoff. */
export type Control = (typeof CONTROL)[number];

const time = z.iso.datetime().describe('ISO 8601, UTC, milliseconds');

export const attentionSchema = z.object({ code: z.enum(ATTENTION_CODES), since: time }).nullable();
export type Attention = z.infer<typeof attentionSchema>;

export const agentSchema = z.object({
  id: z.string().nullable(),
  name: z.string().nullable(),
  avatarUrl: z.string().nullable(),
});
/** The agent as the user may see them (masked where the admin chose so). */
export type Agent = z.infer<typeof agentSchema>;

export const undeliveredSchema = z.object({ id: z.string(), outcome: z.enum(['not_sent', 'unknown']) });
export type Undelivered = z.infer<typeof undeliveredSchema>;

export const warningSchema = z.object({ code: z.string(), detail: z.string() });
export type Warning = z.infer<typeof warningSchema>;

export const timerSchema = z.object({ name: z.enum(TIMER_NAMES), firesAt: time });
export type HandoffTimer = z.infer<typeof timerSchema>;

export const ticketSchema = z.object({ id: z.string(), url: z.string() }).nullable();

export const handoffSchema = z.object({
  id: z.string(),
  copilotId: z.string(),
  sessionId: z.string(),
  workflowId: z.string(),
  state: z.enum(HANDOFF_STATES),
  attention: attentionSchema,
  reason: z.string().nullable(),
  summary: z.string().nullable(),
  user: z.object({
    id: z.string().nullable(),
    name: z.string().nullable(),
    email: z.string().nullable(),
    verified: z.boolean(),
  }),
  agent: agentSchema.nullable(),
  conversationId: z.string().nullable(),
  ticket: ticketSchema,
  counts: z.object({
    fromUser: z.number().int(),
    fromAgent: z.number().int(),
    queued: z.number().int(),
    delivered: z.number().int(),
    failed: z.number().int(),
  }),
  timers: z.array(timerSchema),
  warnings: z.array(warningSchema),
  endReason: z.enum(END_REASONS).nullable(),
  endDetail: z.string().nullable(),
  undelivered: z.array(undeliveredSchema),
  createdAt: time,
  acceptedAt: time.nullable(),
  activeAt: time.nullable(),
  endedAt: time.nullable(),
});
/** One handoff as the API shows it (wire.md "Handoff"). */
export type Handoff = z.infer<typeof handoffSchema>;

const scalar = z.union([z.string().max(4096), z.number(), z.boolean(), z.null()]);

export const attachmentInputSchema = z.strictObject({
  url: z.url().max(2048),
  name: z.string().min(1).max(255),
  mediaType: z.string().min(1).max(255),
});
export type AttachmentInput = z.infer<typeof attachmentInputSchema>;

export const userInputSchema = z.strictObject({
  id: z.string().min(1).max(256).optional(),
  name: z.string().max(255).optional(),
  email: z.string().max(320).optional(),
  avatar: z.string().max(2048).optional(),
  phone: z.string().max(64).optional(),
  verified: z.boolean().optional(),
  customData: z.record(z.string().max(256), z.unknown()).optional(),
});
export type UserInput = z.infer<typeof userInputSchema>;

export const transcriptEntrySchema = z.strictObject({
  id: callerId,
  author: z.enum(['user', 'copilot']),
  name: z.string().max(255).optional(),
  text: z.string().max(20_000).optional(),
  attachments: z.array(attachmentInputSchema).max(10).optional(),
  at: z.iso.datetime({ offset: true }).optional(),
});
export type TranscriptEntry = z.infer<typeof transcriptEntrySchema>;

export const ticketInputSchema = z.strictObject({
  tags: z.array(z.string().min(1).max(255)).max(100).optional(),
  groupId: z.string().max(64).optional(),
  priority: z.enum(['low', 'normal', 'high', 'urgent']).optional(),
  subject: z.string().max(255).optional(),
  fields: z.record(z.string().regex(/^\d{1,20}$/), scalar).optional(),
});
export type TicketInput = z.infer<typeof ticketInputSchema>;

/** Body of `POST /api/v1/handoffs`. Strict: an unknown key is a mistake, except in `customData`. */
export const startHandoffSchema = z.strictObject({
  sessionId: callerId,
  user: userInputSchema,
  transcript: z.array(transcriptEntrySchema).max(500).optional(),
  reason: z.string().max(255).optional(),
  summary: z.string().max(20_000).optional(),
  sentiment: z.string().max(64).optional(),
  language: z.string().max(35).optional(),
  ticket: ticketInputSchema.optional(),
});
export type StartHandoff = z.infer<typeof startHandoffSchema>;

/** Body of `POST …/messages`: something must be said. */
export const userMessageSchema = z
  .strictObject({
    id: callerId,
    text: z.string().max(100_000).optional(),
    attachments: z.array(attachmentInputSchema).max(10).optional(),
    postback: z.string().min(1).max(1024).optional(),
  })
  .refine((m) => (m.text ?? '') !== '' || (m.attachments?.length ?? 0) > 0 || m.postback !== undefined, {
    message: 'one of text, attachments, postback is required',
  });
export type UserMessageInput = z.infer<typeof userMessageSchema>;

export const endHandoffSchema = z.strictObject({
  reason: z.enum(['user_ended', 'copilot_ended']).optional(),
});
export type EndHandoff = z.infer<typeof endHandoffSchema>;
