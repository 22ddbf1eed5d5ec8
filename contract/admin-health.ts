import { z } from 'zod';
import { checkSchema, CHECK_NAMES, connectionSchema, CONNECTION_STATUSES } from './admin';
import { errorSchema } from './errors';

/**
 * One line of the checklist as it runs. `running` comes first, then one of the others with its detail. `warning`: it works, but
 * something is worth telling.
 */
export const checkProgressSchema = z.object({
  name: z.enum(CHECK_NAMES),
  state: z.enum(['running', 'passed', 'warning', 'failed', 'not_checked']),
  detail: z.string(),
});
export type CheckProgress = z.infer<typeof checkProgressSchema>;

/** `data` of the events of `PUT …/zendesk` and `POST …/zendesk/verify` with `Accept: text/event-stream`. */
export const verificationEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('check'), check: checkProgressSchema }),
  z.object({ type: z.literal('done'), connection: connectionSchema }),
  z.object({ type: z.literal('failed'), error: errorSchema.shape.error, checks: z.array(checkSchema) }),
]);
export type VerificationEvent = z.infer<typeof verificationEventSchema>;

export const EVENT_STATUSES = ['waiting', 'receiving'] as const;

export const healthSchema = z.object({
  status: z.enum(CONNECTION_STATUSES),
  problem: z
    .object({ message: z.string(), since: z.iso.datetime() })
    .nullable()
    .describe('why it needs attention, in words that say what to do'),
  lastCheckedAt: z.iso.datetime().nullable().describe('when the monitor asked Zendesk last'),
  events: z.object({
    status: z.enum(EVENT_STATUSES).describe('`waiting`: none has arrived since the connection was made'),
    lastAt: z.iso.datetime().nullable(),
    ignored: z.number().int().describe('events of the last 3 days that were none of our handoffs'),
  }),
  handoffs: z.object({ open: z.number().int(), held: z.number().int(), failed: z.number().int() }),
  callbacks: z.object({ pending: z.number().int(), failed: z.number().int() }),
});
/** `failed` handoffs are those of the last 3 days. */
export type Health = z.infer<typeof healthSchema>;

export const CONNECTION_LOG_KINDS = [
  'connected',
  'disconnected',
  'verified',
  'verification_failed',
  'needs_attention',
  'recovered',
  'webhook_secret_rotated',
  'first_event',
  'events_ignored',
  'call_failed',
  'support_connected',
  'support_disconnected',
] as const;

export const connectionLogEntrySchema = z.object({
  id: z.string(),
  at: z.iso.datetime().describe('the first of them'),
  lastAt: z.iso.datetime(),
  count: z.number().int().describe('the same thing within ten minutes counts up'),
  kind: z.enum(CONNECTION_LOG_KINDS),
  level: z.enum(['info', 'warning', 'error']),
  message: z.string(),
  handoffId: z.string().nullable(),
});
/** What the connection did: kept for 7 days. */
export type ConnectionLogEntry = z.infer<typeof connectionLogEntrySchema>;

/** Body of `POST …/zendesk/webhook-secret`. Without a secret a new webhook with a new secret is made in Zendesk. */
export const rotateWebhookSecretSchema = z.strictObject({
  secret: z
    .string()
    .min(8)
    .max(512)
    .regex(/^[\x21-\x7e]+$/, 'printable ASCII without spaces')
    .optional(),
});

/** Body of `PUT …/zendesk/support`: an API token of Zendesk Support, for look-ups by name. */
export const connectSupportSchema = z.strictObject({
  email: z.email().max(320),
  token: z
    .string()
    .min(8)
    .max(512)
    .regex(/^[\x21-\x7e]+$/, 'printable ASCII without spaces'),
});
export const supportSchema = z.object({
  email: z.string(),
  tokenLast4: z.string(),
  tokenSetAt: z.iso.datetime(),
});
export type SupportView = z.infer<typeof supportSchema>;

export const SUPPORT_LISTS = ['groups', 'ticket-fields', 'brands'] as const;
export const supportItemSchema = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string().nullable().describe('of a ticket field: text, tagger, checkbox, …'),
  options: z
    .array(z.object({ name: z.string(), value: z.string() }))
    .describe('what a drop-down field may be set to'),
});
export type SupportItem = z.infer<typeof supportItemSchema>;
