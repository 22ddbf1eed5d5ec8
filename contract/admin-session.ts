import { z } from 'zod';

/** Body of `POST /api/v1/admin/session`. */
export const signInSchema = z.strictObject({ token: z.string().min(1).max(512) });

export const adminSessionSchema = z.object({
  signedInAt: z.iso.datetime(),
  idleExpiresAt: z.iso.datetime().describe('moves with every request'),
  expiresAt: z.iso.datetime().describe('the absolute end'),
});

/** What the settings page is told about the server it talks to. */
export const adminServerSchema = z.object({
  publicUrl: z.string(),
  temporalUiUrl: z.string().nullable(),
  zendeskHost: z.string().describe('where calls to Zendesk go, with `{subdomain}` where it stands'),
  simulated: z.boolean().describe('another address than Zendesk itself is set by the operator'),
});

export const adminSessionAnswerSchema = z.object({
  session: adminSessionSchema.nullable().describe('null with the admin token as a bearer'),
  server: adminServerSchema,
});
export type AdminSession = z.infer<typeof adminSessionSchema>;
export type AdminServer = z.infer<typeof adminServerSchema>;
export type AdminSessionAnswer = z.infer<typeof adminSessionAnswerSchema>;

export const auditEntrySchema = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  actor: z.string().describe('`bearer`, or `session:` and the first characters of its fingerprint'),
  action: z.string(),
  copilotId: z.string().nullable(),
  detail: z.record(z.string(), z.string()),
});
/** One change, who made it, and never a secret. */
export type AuditEntry = z.infer<typeof auditEntrySchema>;
