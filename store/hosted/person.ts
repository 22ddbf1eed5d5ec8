import type { UserInput } from '../../contract/handoff';
import type { WidgetUser } from '../../contract/widget';
import type { VerifiedIdentity } from '../types/hosted';

/**
 * Who chats, as agents and bot are told. Signed words win over the page's; a name, e-mail or picture that only the page gave
 * never stands beside a verified id as if it were verified, too (S14).
 */
export function personOf(user: WidgetUser, identity: VerifiedIdentity | null): UserInput {
  const defined = (of: object) =>
    Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined));
  if (identity === null) return { ...defined(user), verified: false };
  return { ...defined(identity), verified: true };
}
