import type { Page } from './validate';

export interface Listing<T> {
  items: readonly T[];
  meta: { hasMore: boolean; afterCursor?: string; beforeCursor?: string };
  links: { prev?: string; next?: string };
}

/**
 * One page of an ordered list. Cursors are named only where there is more in their direction.
 * @param newestFirst the first page is the last one and paging goes backwards (messages); `hasMore` speaks of the direction.
 * @param link the address of the listing without its page.
 */
export function paginate<T extends { id: string }>(
  all: readonly T[],
  page: Page,
  link: string,
  newestFirst = false,
): Listing<T> {
  const [from, to] = bounds(all, page, newestFirst);
  const items = all.slice(from, to);
  const first = items[0];
  const last = items.at(-1);
  const backwards = page.before !== undefined || (newestFirst && page.after === undefined);
  const older = from > 0 && first !== undefined;
  const newer = to < all.length && last !== undefined;
  return {
    items,
    meta: {
      hasMore: backwards ? older : newer,
      ...(newer && { afterCursor: last.id }),
      ...(older && { beforeCursor: first.id }),
    },
    links: {
      ...(older && { prev: `${link}page[before]=${first.id}` }),
      ...(newer && { next: `${link}page[after]=${last.id}` }),
    },
  };
}

function bounds(
  all: readonly { id: string }[],
  { after, before, size }: Page,
  newestFirst: boolean,
): [from: number, to: number] {
  if (before !== undefined) {
    // Ids sort as they were made, so a cursor whose record was deleted meanwhile still says where it was.
    const to = lowerBound(all, before);
    return [Math.max(0, to - size), to];
  }
  if (after !== undefined) {
    const at = lowerBound(all, after);
    const from = all[at]?.id === after ? at + 1 : at;
    return [from, Math.min(all.length, from + size)];
  }
  return newestFirst ? [Math.max(0, all.length - size), all.length] : [0, Math.min(all.length, size)];
}

function lowerBound(all: readonly { id: string }[], id: string): number {
  const exact = all.findLastIndex((item) => item.id === id);
  if (exact !== -1) return exact;
  const at = all.findIndex((item) => item.id > id);
  return at === -1 ? all.length : at;
}
