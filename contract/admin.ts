import { z } from 'zod';

export const CHECK_NAMES = [
  'credentials',
  'app_scope',
  'multi_conversations',
  'integration',
  'webhook',
  'agent_workspace',
  'seat',
] as const;
export type CheckName = (typeof CHECK_NAMES)[number];

export const checkSchema = z.object({ name: z.enum(CHECK_NAMES), ok: z.boolean(), detail: z.string() });
/** One line of the checklist of "Connect with Zendesk". */
export type Check = z.infer<typeof checkSchema>;

const origin = z
  .url({ protocol: /^https?$/ })
  .max(255)
  .refine(
    (value) => URL.canParse(value) && new URL(value).origin === value,
    'must be an origin like https://acme.com',
  );

const httpUrl = z.url({ protocol: /^https?$/ }).max(2048);
const widgetSettings = {
  allowedOrigins: z.array(origin).max(50).optional(),
  avatarUrl: httpUrl.nullable().optional(),
  botUrl: httpUrl.nullable().optional(),
  botSpeaksFirst: z.boolean().optional(),
  enforceIdentity: z.boolean().optional(),
};

export const createCopilotSchema = z.strictObject({
  name: z.string().trim().min(1).max(100),
  callbackUrl: httpUrl.optional(),
  ...widgetSettings,
});
export type CreateCopilot = z.infer<typeof createCopilotSchema>;

export const patchCopilotSchema = z.strictObject({
  name: z.string().trim().min(1).max(100).optional(),
  callbackUrl: httpUrl.nullable().optional(),
  ...widgetSettings,
});
export type PatchCopilot = z.infer<typeof patchCopilotSchema>;

/** `automatic`: made by us with the app key. `manual`: made by the admin, who pastes its secret (product.txt). */
export const WEBHOOK_MODES = ['automatic', 'manual'] as const;
export type WebhookMode = (typeof WEBHOOK_MODES)[number];

export const connectZendeskSchema = z.strictObject({
  subdomain: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9-]{1,61}$/,
      'only the acme of acme.zendesk.com: lower-case letters, digits, hyphens',
    ),
  appId: z.string().regex(/^[0-9a-f]{24}$/, 'an App ID has 24 hexadecimal characters'),
  keyId: z
    .string()
    .min(1)
    .max(128)
    .regex(/^[A-Za-z0-9_-]+$/),
  secret: z
    .string()
    .min(1)
    .max(512)
    .regex(/^[\x21-\x7e]+$/, 'printable ASCII without spaces')
    .optional()
    .describe('left out: the stored one, which only goes to the same subdomain, App ID and Key ID'),
  webhookMode: z
    .enum(WEBHOOK_MODES)
    .default('automatic')
    .describe('`manual`: the admin makes the webhook in Zendesk; nothing but our seat is made there'),
  webhookSecret: z
    .string()
    .min(8)
    .max(512)
    .regex(/^[\x21-\x7e]+$/)
    .optional(),
});
export type ConnectZendesk = z.infer<typeof connectZendeskSchema>;

/** A secret as it is shown: never more than this. */
const secretView = z.object({
  last4: z.string(),
  setAt: z.iso.datetime(),
  validUntil: z.iso.datetime().nullable(),
});

export const copilotSchema = z.object({
  id: z.string(),
  name: z.string(),
  publicToken: z.string(),
  callbackUrl: z.string().nullable(),
  allowedOrigins: z.array(z.string()),
  avatarUrl: z.string().nullable(),
  botUrl: z.string().nullable(),
  botSpeaksFirst: z.boolean(),
  enforceIdentity: z.boolean(),
  identitySecrets: z.array(
    secretView.extend({ keyId: z.string().describe('`kid` of the tokens that it signs') }),
  ),
  webhookUrl: z.string(),
  apiKeys: z.array(z.object({ id: z.string(), last4: z.string(), createdAt: z.iso.datetime() })),
  callbackSecrets: z
    .array(secretView)
    .describe('the live ones, newest first; callbacks are signed with each'),
  createdAt: z.iso.datetime(),
});
export type CopilotView = z.infer<typeof copilotSchema>;

export const CONNECTION_STATUSES = ['active', 'needs_attention', 'disconnected'] as const;
export type ConnectionStatus = (typeof CONNECTION_STATUSES)[number];

export const connectionSchema = z.object({
  status: z.enum(CONNECTION_STATUSES),
  subdomain: z.string(),
  appId: z.string(),
  keyId: z.string(),
  secretLast4: z.string(),
  secretSetAt: z.iso.datetime(),
  webhookUrl: z.string(),
  webhookSecrets: z.array(secretView),
  webhookMode: z.enum(WEBHOOK_MODES),
  multiConversations: z.boolean(),
  checks: z.array(checkSchema),
  lastEventAt: z.iso.datetime().nullable(),
  connectedAt: z.iso.datetime(),
});
/** A Zendesk connection as the admin sees it: never a secret, only its last four. */
export type ConnectionView = z.infer<typeof connectionSchema>;

export const callbackDeliverySchema = z.object({
  id: z.string(),
  type: z.string(),
  sessionId: z.string(),
  handoffId: z.string(),
  status: z.enum(['pending', 'delivered', 'failed']),
  attempts: z.number().int(),
  lastError: z.string().nullable(),
  nextAttemptAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  deliveredAt: z.iso.datetime().nullable(),
});
/** One line of the callback delivery log. */
export type CallbackDelivery = z.infer<typeof callbackDeliverySchema>;
