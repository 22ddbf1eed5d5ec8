import { z } from 'zod';
import { attachmentSchema, MESSAGE_STATUSES, shownEventSchema } from './events';
import { CONTROL } from './handoff';
import { callerId } from './ids';

/*
 * The widget's own wire. HTTP under `/api/v1/widget`, live news by Socket.IO in the namespace `/widget`. A session's id is a name;
 * its token, minted with it and shown once, is what opens it. The copilot's public token opens nothing but a new session.
 */

export const WIDGET_PATH = '/api/v1/widget';
/** Namespace of the widget's own protocol; the path is Socket.IO's default, `/socket.io`. */
export const WIDGET_NAMESPACE = '/widget';

/** Payload of a choice that asks for a human; handled by us, never shown to the bot. Bots may offer it, too. */
export const HANDOFF_POSTBACK = 'handoff.request';

const short = (max: number) => z.string().max(max);

/**
 * Who chats, as the page says it: nobody vouches for it, so it never names a person's id. Keys that we do not know are left
 * out, since a page's own object is passed on whole.
 */
export const widgetUserSchema = z.object({
  name: short(255).optional(),
  email: short(320).optional(),
  avatar: short(2048).optional(),
  phone: short(64).optional(),
  customData: z.record(short(256), z.unknown()).optional(),
});
export type WidgetUser = z.infer<typeof widgetUserSchema>;

/** Signed identity, a JWT (HS256) of the page's own server: `kid`, `aud` = copilot id, `sub` = user id, `exp` ≤ 24 h ahead. */
const identityToken = z.string().min(1).max(65_536);

/** Body of `POST /sessions` (Authorization: Bearer <public token>). */
export const createSessionSchema = z.strictObject({
  user: widgetUserSchema.optional(),
  userToken: identityToken.optional(),
  language: short(35).optional(),
});
export type CreateSession = z.infer<typeof createSessionSchema>;

export const widgetSessionSchema = z.object({
  id: z.string(),
  /** Who speaks: while it is `handoff` the copilot is silent. */
  control: z.enum(CONTROL),
  lastSeq: z.number().int(),
  /** A signed identity was accepted. */
  verified: z.boolean(),
  copilot: z.object({ name: z.string(), avatarUrl: z.string().nullable() }),
  createdAt: z.iso.datetime(),
  /** The token opens the session until then; every use moves it on. */
  expiresAt: z.iso.datetime(),
});
export type WidgetSession = z.infer<typeof widgetSessionSchema>;

export const createdSessionSchema = z.object({ session: widgetSessionSchema, token: z.string() });
export const sessionAnswerSchema = z.object({ session: widgetSessionSchema });

/** Answer of `GET /sessions/{sessionId}/events?after=&limit=`. */
export const eventPageSchema = z.object({ items: z.array(shownEventSchema), lastSeq: z.number().int() });
export type EventPage = z.infer<typeof eventPageSchema>;

/** A file that was uploaded to this session before; foreign URLs are refused. */
const ownAttachment = z.strictObject({
  url: z.url().max(2048),
  name: z.string().min(1).max(255),
  mediaType: z.string().min(1).max(255),
});

/** Body of `POST /sessions/{sessionId}/messages` → 202. The same id and body again is the same message, another body is 409. */
export const widgetMessageSchema = z
  .strictObject({
    id: callerId,
    text: short(20_000).optional(),
    attachments: z.array(ownAttachment).max(10).optional(),
    postback: z.string().min(1).max(1024).optional(),
  })
  .refine((m) => (m.text ?? '') !== '' || (m.attachments?.length ?? 0) > 0 || m.postback !== undefined, {
    message: 'one of text, attachments, postback is required',
  });
export type WidgetMessage = z.infer<typeof widgetMessageSchema>;
export const messageAcceptedSchema = z.object({
  message: z.object({ id: z.string(), status: z.enum(MESSAGE_STATUSES) }),
});

/** Body of `POST /sessions/{sessionId}/handoff`: the visitor asks for a human without the bot. */
export const askForHumanSchema = z.strictObject({ reason: short(255).optional() });

/** Answer of `POST /sessions/{sessionId}/attachments` (multipart, one field `file`) → 201. */
export const uploadedSchema = z.object({
  attachment: attachmentSchema.extend({
    name: z.string(),
    mediaType: z.string(),
    size: z.number().int(),
  }),
});
