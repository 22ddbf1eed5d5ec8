import { z } from 'zod';
import { callerId } from '../../../contract/ids';

/*
 * What 4.0.57 sends. A key that is not here is left out, since versions differ in what they add; what is here has to be of its
 * type.
 */

const sessionId = z.string().min(1).max(128);
const scalar = z.union([z.string().max(4000), z.number(), z.boolean(), z.null()]);
const anything = z.record(z.string().max(256), z.unknown()).nullish();

export const createContactSchema = z.object({
  email: z.string().max(320).nullish(),
  non_verified_name: z.string().max(255).nullish(),
  non_verified_custom_data: z.record(z.string().max(256), scalar).nullish(),
});

export const createSessionSchema = z.object({
  customData: z.record(z.string().max(256), z.unknown()).nullish(),
});

export const sendSchema = z.object({
  uuid: callerId,
  bot_token: z.string().max(128),
  session_id: sessionId,
  /** May be empty beside files. */
  content: z.string().max(20_000),
  attachments: z
    .array(
      z.object({
        name: z.string().min(1).max(255),
        type: z.string().max(255),
        url: z.url().max(2048),
      }),
    )
    .max(10)
    .nullish(),
  custom_data: anything,
  clientContext: anything,
  language: z.string().max(35).nullish(),
  initial_messages: z
    .array(z.object({ uuid: callerId, content: z.string().max(4000) }))
    .max(10)
    .nullish(),
});
export type Send = z.infer<typeof sendSchema>;

export const resolveSchema = z.object({ session_id: sessionId });

export const csatSchema = z.object({
  session_id: sessionId,
  score: z.number().int().min(1).max(5),
  feedback: z.string().max(4000).nullish(),
  system_message_uuid: callerId.nullish(),
});

export const voteSchema = z.object({
  action: z.enum(['upvote', 'downvote']),
  sessionId,
  messagePublicId: z.string().min(1).max(128),
});

export const checkpointSchema = z.object({
  session_id: sessionId,
  payload: z.record(z.string().max(256), z.unknown()),
});

export const listQuerySchema = z.object({
  filters: z.string().max(4000).optional(),
  cursor: z
    .string()
    .regex(/^[\x21-\x7e]{1,128}$/)
    .optional(),
});

export const filtersSchema = z.object({ external_id: z.string().min(1).max(256).optional() });
