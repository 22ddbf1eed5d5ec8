import { createHash } from 'node:crypto';

/** What can stand in a path and in a log; nobody's id looks different in practice. */
const SENDABLE = /^[^\p{Cc}\p{Cs}]{1,900}$/u;

/**
 * Sunshine's `externalId` of a user: the name under which conversations are found again, so whoever can choose it can join
 * them. A person's id counts when the backend asserted it or the identity is verified; everybody else is one per session.
 * Never an e-mail (R28, S14). Handoffs start with the backend's API key, so an id in one is asserted; of an id that a browser
 * gave, say `assertedByBackend: false`.
 */
export function externalIdFor(of: {
  copilotId: string;
  sessionId: string;
  user: {
    id?: string | null | undefined;
    verified?: boolean | undefined;
    /** False: the id came from a browser. Default true. */
    assertedByBackend?: boolean | undefined;
  };
}): string {
  const { id, verified, assertedByBackend } = of.user;
  const isTrusted = verified === true || assertedByBackend !== false;
  if (!isTrusted || id === undefined || id === null || id === '') return `${of.copilotId}:s:${of.sessionId}`;
  return `${of.copilotId}:u:${SENDABLE.test(id) ? id : `sha256-${sha256(id)}`}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
