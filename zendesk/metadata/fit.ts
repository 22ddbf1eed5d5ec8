/** Zendesk's limit for the metadata of a passControl, of the JSON in UTF-8. */
const MAX_METADATA_BYTES = 4096;

/** What goes first when there is too much: the highest rank, in it the biggest, then by name. Rank 0 always stays. */
export const RANK = {
  ours: 0,
  routing: 1,
  requester: 2,
  tags: 3,
  backend: 4,
  preference: 5,
  visitor: 6,
} as const;

export interface Entry {
  key: string;
  value: string | number | boolean;
  rank: number;
}

/** Drops entries, in an order that never changes, until the rest fits; of tags the last ones, as long as some are left. */
export function fit(entries: readonly Entry[]): { kept: Entry[]; dropped: string[] } {
  const kept = [...entries];
  const dropped = new Set<string>();
  while (bytesOf(kept) > MAX_METADATA_BYTES) {
    const victim = kept.filter(({ rank }) => rank > RANK.ours).sort(firstToGo)[0];
    if (victim === undefined) break;
    dropped.add(victim.key);
    const shorter = victim.rank === RANK.tags ? withoutLast(String(victim.value)) : '';
    kept.splice(kept.indexOf(victim), 1, ...(shorter === '' ? [] : [{ ...victim, value: shorter }]));
  }
  return { kept, dropped: [...dropped] };
}

function withoutLast(tags: string): string {
  return tags.slice(0, Math.max(0, tags.lastIndexOf(',')));
}

function firstToGo(a: Entry, b: Entry): number {
  return b.rank - a.rank || bytesOf([b]) - bytesOf([a]) || (a.key < b.key ? -1 : 1);
}

function bytesOf(entries: readonly Entry[]): number {
  return Buffer.byteLength(JSON.stringify(Object.fromEntries(entries.map(({ key, value }) => [key, value]))));
}
