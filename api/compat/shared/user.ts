import { z } from 'zod';
import type { WidgetUser } from '../../../contract/widget';

/** A page's own object is passed on whole, by widgets of many years: a field of another type is left out, not refused. */
const text = (max: number) => z.string().max(max).optional().catch(undefined);

const looseUserSchema = z
  .object({
    name: text(255),
    email: text(320),
    avatar: text(2048),
    avatarUrl: text(2048),
    phone: z
      .union([z.string().max(64), z.number().transform(String)])
      .optional()
      .catch(undefined),
    customData: z.record(z.string().max(256), z.unknown()).optional().catch(undefined),
  })
  .catch({});

/** Who chats, out of what an older widget says; `avatarUrl` is the later name of `avatar`. */
export function readUser(said: unknown): WidgetUser {
  const { avatarUrl, ...user } = looseUserSchema.parse(said);
  const avatar = user.avatar ?? avatarUrl;
  return defined({ ...user, avatar });
}

/** Whether the page says something that the session does not know yet. */
export function isNews(known: WidgetUser, said: WidgetUser): boolean {
  return Object.entries(said).some(
    ([key, value]) => canonical(known[key as keyof WidgetUser]) !== canonical(value),
  );
}

function defined(user: WidgetUser): WidgetUser {
  return Object.fromEntries(Object.entries(user).filter(([, value]) => value !== undefined));
}

/** The store gives the keys of an object back in an order of its own. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
