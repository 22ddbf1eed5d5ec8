import { z } from 'zod';
import { eventPageSchema } from './widget';

/*
 * Live news of one session (Socket.IO, namespace `/widget`, websocket or polling). Nothing said is sent here: messages go by
 * HTTP, and everything here can be missed and read again from the log.
 */

/** `auth` of the handshake; a token in the query is refused. `after`: the highest `seq` that is in without a gap. */
export const liveAuthSchema = z.object({
  sessionId: z.string().max(128),
  token: z.string().max(512),
  after: z.number().int().min(0).default(0),
});

/**
 * Server → widget, `events`: what is behind `after`, in pages, then each new event. Every page is to be acknowledged (the
 * callback that Socket.IO gives the listener); the next comes after that. Not acknowledged for 30 s: disconnected.
 */
export const liveEventsSchema = eventPageSchema;

/** Server → widget, `typing`: an agent, or the copilot, whose answer is under way. Believe it for 8 s at the most. */
export const liveTypingSchema = z.object({
  author: z.object({
    type: z.enum(['agent', 'copilot']),
    name: z.string().nullable(),
    avatarUrl: z.string().nullable(),
  }),
  on: z.boolean(),
});
export type LiveTyping = z.infer<typeof liveTypingSchema>;

/** Server → widget, `read`: an agent has looked at the conversation. */
export const liveReadSchema = z.object({ by: z.literal('agent'), at: z.iso.datetime() });
export type LiveRead = z.infer<typeof liveReadSchema>;

/** Server → widget, `gone`, before it disconnects: this token opens the session no more. Make a new session. */
export const liveGoneSchema = z.object({ code: z.enum(['unauthorized', 'not_found']) });

/** Widget → server, `typing`: said on a change, and repeated at most every 3 s. */
export const sayTypingSchema = z.strictObject({ on: z.boolean() });

/** Widget → server, `read`: everything up to `seq` was on the screen. */
export const sayReadSchema = z.strictObject({ seq: z.number().int().min(0) });
