/** Who is typing, and until when that is believed without being said again. */
export interface Typing {
  name: string | null;
  avatarUrl: string | null;
  until: number;
}

/** Longer than the sender's pause between two "is typing", so that a lost "stopped" is forgotten soon. */
export const TYPING_LASTS_MS = 8_000;
/** The user's own "is typing" is said at most this often. */
export const TYPING_SAID_EVERY_MS = 3_000;

export function stillTyping(typing: Typing | null, now: number): Typing | null {
  return typing !== null && typing.until > now ? typing : null;
}
