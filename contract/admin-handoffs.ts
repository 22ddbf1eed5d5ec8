import { z } from 'zod';
import { connectionLogEntrySchema } from './admin-health';
import { callbackDeliverySchema } from './admin';
import { sessionEventSchema } from './events';
import { handoffSchema, startHandoffSchema } from './handoff';
import { preferencesSchema } from './preferences';

/** `held`: open and in need of attention. `failed`: ended without ever reaching agents. */
export const HANDOFF_FILTERS = ['all', 'open', 'held', 'failed', 'ended'] as const;
export type HandoffFilter = (typeof HANDOFF_FILTERS)[number];

export const STEP_NAMES = ['accepted', 'conversation', 'agent_workspace', 'agent_answered', 'ended'] as const;
export const handoffStepSchema = z.object({
  name: z.enum(STEP_NAMES),
  state: z.enum(['done', 'running', 'waiting', 'failed', 'skipped']),
  at: z.iso.datetime().nullable(),
  detail: z.string(),
});
export type HandoffStep = z.infer<typeof handoffStepSchema>;

/** In the order of time. `fault` = a call to Zendesk that failed; `callback` = what the copilot's backend was told. */
export const timelineEntrySchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('event'), at: z.iso.datetime(), event: sessionEventSchema }),
  z.object({ kind: z.literal('fault'), at: z.iso.datetime(), fault: connectionLogEntrySchema }),
  z.object({ kind: z.literal('callback'), at: z.iso.datetime(), callback: callbackDeliverySchema }),
]);
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;

export const handoffDetailSchema = z.object({
  handoff: handoffSchema,
  test: z.boolean().describe('sent from the settings page'),
  steps: z.array(handoffStepSchema),
  timeline: z.array(timelineEntrySchema),
  truncated: z.boolean().describe('there is more than the 500 newest entries shown'),
  links: z.object({
    temporal: z.string().nullable(),
    zendesk: z.string().nullable().describe("where an agent finds this handoff's ticket"),
  }),
});
export type HandoffDetail = z.infer<typeof handoffDetailSchema>;

/** Body of `POST …/preferences/preview`: what a handoff like this one would make of the ticket. */
export const previewRequestSchema = z.strictObject({
  preferences: preferencesSchema.optional().describe('not saved yet; default: the saved ones'),
  handoff: startHandoffSchema.omit({ sessionId: true, transcript: true }),
  at: z.iso.datetime({ offset: true }).optional().describe('for the office hours; default: now'),
});

export const previewSchema = z.object({
  subject: z.string().nullable(),
  requester: z.object({ name: z.string().nullable(), email: z.string().nullable() }),
  tags: z.array(z.string()),
  groupId: z.string().nullable(),
  priority: z.string().nullable(),
  assigneeId: z.string().nullable(),
  brandId: z.string().nullable(),
  organizationId: z.string().nullable(),
  fields: z.array(z.object({ id: z.string(), value: z.string() })),
  dropped: z.array(z.object({ key: z.string(), reason: z.string() })),
  bytes: z.number().int().describe('of the 4096 that Zendesk takes'),
  metadata: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  intro: z.string().describe('the first message that the agent reads'),
  language: z.string().nullable().describe('of the texts that the user would read; null = the default ones'),
  texts: z.record(z.string(), z.string()),
  officeHours: z.object({
    open: z.boolean(),
    outcome: z.enum(['handoff', 'decline', 'hold']),
    nextOpeningAt: z.iso.datetime().nullable(),
    text: z.string().nullable().describe('what the user would be told'),
  }),
});
export type Preview = z.infer<typeof previewSchema>;
