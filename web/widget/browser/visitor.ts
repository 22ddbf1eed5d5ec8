import type { CreateSession } from '../../../contract/widget';
import type { UserOptions } from '../options';

/** Who chats, as the page says it; a page may say it anew when somebody else signs in. */
export interface Visitor {
  current: () => CreateSession;
  /** `Ports.visitorId` */
  id: () => string | null;
  /** @returns whether anything changed */
  become: (said: Said) => boolean;
}

interface Said {
  user?: UserOptions | undefined;
  userToken?: string | undefined;
}

export function createVisitor(said: Said, language: string): Visitor {
  let { user, userToken } = said;
  return {
    current: () => ({
      ...(user === undefined ? {} : { user }),
      ...(userToken === undefined ? {} : { userToken }),
      language,
    }),
    id: () => (userToken === undefined ? null : subjectOf(userToken)),
    become(next) {
      if (next.userToken === undefined || next.userToken === userToken) return false;
      ({ user, userToken } = next);
      return true;
    },
  };
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
