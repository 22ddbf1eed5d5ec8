import { z } from 'zod';

/** Every error code of the API and the HTTP status it travels with (wire.md "Errors"). */
export const ERROR_STATUS = {
  invalid_json: 400,
  invalid_envelope: 400,
  unauthorized: 401,
  another_user: 401,
  csrf_rejected: 403,
  origin_not_allowed: 403,
  not_found: 404,
  handoff_not_found: 404,
  method_not_allowed: 405,
  handoff_ended: 409,
  message_id_conflict: 409,
  idempotency_key_reused: 409,
  outside_office_hours: 409,
  not_connected: 409,
  handoffs_open: 409,
  session_closed: 409,
  changed_meanwhile: 409,
  precondition_failed: 412,
  payload_too_large: 413,
  unsupported_media_type: 415,
  invalid_request: 422,
  verification_failed: 422,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const;
export type ErrorCode = keyof typeof ERROR_STATUS;

export const errorSchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
  }),
});
/** The one error shape: `{"error":{"code","message","details"?}}`. */
export type ErrorBody = z.infer<typeof errorSchema>;
