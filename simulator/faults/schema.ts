import { z } from 'zod';

const shared = {
  appId: z.string().optional(),
  conversationId: z.string().optional(),
  match: z.strictObject({ text: z.string().optional(), messageId: z.string().optional() }).optional(),
  nth: z.number().int().min(1).optional(),
  times: z.number().int().min(1).optional(),
  p: z.number().min(0).max(1).optional(),
  seed: z.number().int().optional(),
};
const ms = z.number().int().min(0).max(3_600_000);

export const apiAction = z.strictObject({
  type: z.enum([
    'status',
    'drop',
    'reset',
    'hang',
    'drip',
    'half',
    'html200',
    'empty2xx',
    'redirect',
    'delay',
    'stale-read',
  ]),
  status: z.number().int().min(200).max(599).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.unknown().optional(),
  ms: ms.optional(),
  bytes: z.number().int().min(0).optional(),
  location: z.string().optional(),
});

const webhookAction = z.strictObject({
  type: z.enum(['dup', 'reorder', 'delay', 'batch', 'tamper', 'wrongKey', 'lose', 'hold']),
  n: z.number().int().min(1).max(200).optional(),
  ms: ms.optional(),
  window: z.number().int().min(2).max(200).optional(),
  body: z.unknown().optional(),
});

const webhookRule = z.strictObject({
  op: z.literal('webhook'),
  ...shared,
  trigger: z.string().optional(),
  do: webhookAction,
});
const apiRule = z.strictObject({
  op: z.string().min(1),
  ...shared,
  when: z.enum(['before', 'after']).default('before'),
  do: apiAction,
});

/** One fault rule as `POST /simulator/faults` takes it: of a webhook when `op` says so, else of an API operation. */
export function faultSchema(op: unknown): z.ZodType<FaultRule> {
  return op === 'webhook' ? webhookRule : apiRule;
}

export type ApiAction = z.infer<typeof apiAction>;

export type ApiRule = z.infer<typeof apiRule>;
export type WebhookRule = z.infer<typeof webhookRule>;
export type FaultRule = ApiRule | WebhookRule;
