import type { CreateSession } from '../../../contract/widget';
import { acceptedUser } from './user';

/** Who chats, as the page says it; a page may say it anew when somebody else signs in. */
export interface Visitor {
  current: () => CreateSession;
  /** `Ports.visitorId` */
  id: () => string | null;
  /** @returns whether anything changed */
  become: (said: Said) => boolean;
}

/** A page is mostly no TypeScript, and its values come from wherever it has its users. */
interface Said {
  user?: unknown;
  userToken?: unknown;
}

/** More than any language's tag has, and what the server takes. */
const LANGUAGE_LENGTH = 35;

export function createVisitor(said: Said, language: string): Visitor {
  let { user } = said;
  let userToken = tokenOf(said);
  const warned = new Set<string>();
  // Asked for at each call: once is enough to be told.
  const warn = (field: string) => {
    if (warned.has(field)) return;
    warned.add(field);
    console.warn(`initAiCoPilot: "${field}" is left out, it is not what docs/widget.md says.`);
  };
  return {
    current: () => ({
      ...(user === undefined ? {} : { user: acceptedUser(user, warn) }),
      ...(userToken === undefined ? {} : { userToken }),
      ...(language.length > LANGUAGE_LENGTH ? {} : { language }),
    }),
    id: () => (userToken === undefined ? null : subjectOf(userToken)),
    become(next) {
      const nextToken = tokenOf(next);
      if (nextToken === undefined || nextToken === userToken) return false;
      user = next.user;
      userToken = nextToken;
      return true;
    },
  };
}

/** A page without a signed-in user may well say null or nothing at all instead of leaving the option out. */
function tokenOf({ userToken }: Said): string | undefined {
  return typeof userToken === 'string' && userToken !== '' ? userToken : undefined;
}

/** `sub` of a JWT. The signature is the server's to check: here it only keeps two users of one browser apart. */
function subjectOf(token: string): string {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(payload), (letter) => letter.codePointAt(0) ?? 0);
    const { sub } = JSON.parse(new TextDecoder().decode(bytes)) as { sub?: unknown };
    return typeof sub === 'string' ? sub : token;
  } catch {
    // None that the server would take.
    return token;
  }
}
