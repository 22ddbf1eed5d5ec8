import { z } from 'zod';
import type { Secret } from '../../config/secret';
import type { SUPPORT_LISTS, SupportItem } from '../../contract/admin-health';
import { SupportRefused } from './refused';
import { getJson } from './get-json';

export type SupportList = (typeof SUPPORT_LISTS)[number];

export interface SupportSettings {
  /** The whole base before `/api/v2`, e.g. `https://acme.zendesk.com` (see `zendeskBaseUrl`). */
  baseUrl: string;
  email: string;
  token: Secret;
  /** Deadline of one call. Default 8 000. */
  timeoutMs?: number;
}

export interface SupportClient {
  /** @throws SupportRefused unless the token is that of an agent or admin. */
  check(): Promise<void>;
  /** What can be chosen, by name. @throws SupportRefused */
  list(what: SupportList): Promise<SupportItem[]>;
}

const PAGE_SIZE = 100;
const MAX_PAGES = 20;

const id = z.number().int().transform(String);
const paging = {
  meta: z.object({ has_more: z.boolean(), after_cursor: z.string().nullish() }).nullish(),
};
const me = z.object({ user: z.object({ id: z.number().nullable(), role: z.string().nullish() }) });
const named = z.object({ id, name: z.string() });
const field = z.object({
  id,
  title: z.string(),
  type: z.string(),
  active: z.boolean().default(true),
  custom_field_options: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
});
const groups = z.object({ groups: z.array(named), ...paging });
const brands = z.object({ brands: z.array(named), ...paging });
const fields = z.object({ ticket_fields: z.array(field), ...paging });

/**
 * The few calls of Zendesk's Support API that look names up: `/api/v2/users/me`, `/groups`, `/ticket_fields`, `/brands`. They
 * only read, and nothing of a handoff depends on them.
 */
export function createSupportClient(settings: SupportSettings): SupportClient {
  const get = <T>(path: string, schema: z.ZodType<T>) => getJson(settings, path, schema);

  async function all<P extends { meta?: z.infer<typeof paging.meta> }>(
    path: string,
    schema: z.ZodType<P>,
    itemsOf: (page: P) => SupportItem[],
  ): Promise<SupportItem[]> {
    const found: SupportItem[] = [];
    let cursor: string | undefined;
    for (let n = 0; n < MAX_PAGES; n++) {
      const query = new URLSearchParams({ 'page[size]': String(PAGE_SIZE) });
      if (cursor !== undefined) query.set('page[after]', cursor);
      const page = await get(`${path}?${query.toString()}`, schema);
      found.push(...itemsOf(page));
      const next = page.meta?.after_cursor ?? undefined;
      if (page.meta?.has_more !== true || next === undefined || next === cursor) break;
      cursor = next;
    }
    return found.sort((a, b) => a.name.localeCompare(b.name));
  }

  return {
    async check() {
      const { user } = await get('/api/v2/users/me.json', me);
      // A wrong e-mail gives a user without id, the anonymous one, and no error.
      if (user.id === null) throw new SupportRefused('credentials');
      if (user.role === 'end-user') throw new SupportRefused('not_an_agent');
    },
    list(what) {
      switch (what) {
        case 'groups':
          return all('/api/v2/groups.json', groups, (page) => page.groups.map(plain));
        case 'brands':
          return all('/api/v2/brands.json', brands, (page) => page.brands.map(plain));
        case 'ticket-fields':
          return all('/api/v2/ticket_fields.json', fields, (page) =>
            page.ticket_fields
              .filter(({ active }) => active)
              .map(({ id: fieldId, title, type, custom_field_options: options }) => ({
                id: fieldId,
                name: title,
                type,
                options: options ?? [],
              })),
          );
      }
    },
  };
}

function plain({ id: itemId, name }: { id: string; name: string }): SupportItem {
  return { id: itemId, name, type: null, options: [] };
}
