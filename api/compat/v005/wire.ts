import { z } from 'zod';

/*
 * Widget 0.0.5 (the one of product.txt): two HTTP calls and a socket in the namespace `/` that names neither token nor session
 * when it opens. It has no secret of its own, so the id of a session is its token here: who knows it may speak in it.
 */

export const END_OF_ANSWER = '|im_end|';
/** The assignee that means the bot. */
export const BOT_ASSIGNEE = 555;
export const HUMAN_ASSIGNEE = 1;

const sessionId = z.string().min(1).max(512);

export const joinSchema = z.object({ session_id: sessionId });
export const leaveSchema = sessionId;

/** Keys that we have no use for (headers, query_params, from, timestamp) are left out. */
export const sendChatSchema = z.object({
  session_id: sessionId,
  bot_token: z.string().max(128),
  content: z.string().min(1).max(20_000),
  id: z.string().max(128).optional().catch(undefined),
  language: z.string().max(35).optional().catch(undefined),
  user: z.unknown().optional(),
});
export type SendChat = z.infer<typeof sendChatSchema>;

export interface ServerEvents {
  joined_session: (joined: { session_id: string }) => void;
  /** A bare string; `|im_end|` ends an answer and lets the visitor write again. */
  message: (text: string) => void;
  /** Of something that goes on; the empty string takes it away. */
  info: (text: string) => void;
  /** The id that `POST /chat/vote/{id}` names. */
  vote: (messageId: number) => void;
  ui: (component: Record<string, unknown>) => void;
  handoff: (handoff: { summary: string; sentiment: string }) => void;
  /** Not of the protocol, which has no word for it: why something was refused. */
  error: (error: { code: string; message: string }) => void;
}

export interface ClientEvents {
  join_session: (payload: unknown) => void;
  leave_session: (payload: unknown) => void;
  send_chat: (payload: unknown) => void;
}
