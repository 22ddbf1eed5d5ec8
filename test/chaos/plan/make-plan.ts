import type { Toxic } from '../cluster/toxiproxy';
import type { NemesisOp, Plan, SessionPlan, WordPlan } from './plan';
import { createRandom, type Random } from './random';

export interface Shape {
  sessions: number;
  /** Of each side, in each session. */
  wordsEachWay: number;
  /** While words are said and faults happen. */
  stormMs: number;
  kills: number;
  /** Beside the kills. */
  faults: number;
  tenants: number;
  apis: number;
  workers: number;
}

/** The plan of a seed. */
export function makePlan(seed: number, shape: Shape): Plan {
  const random = createRandom(seed);
  const sessions = Array.from({ length: shape.sessions }, (_, n) => sessionPlan(random, shape, n));
  return { seed, sessions, nemesis: nemesisPlan(random, shape) };
}

function sessionPlan(random: Random, { stormMs, wordsEachWay, tenants }: Shape, n: number): SessionPlan {
  const name = `c${n + 1}`;
  const startAtMs = random.between(0, Math.floor(stormMs / 6));
  const words: WordPlan[] = [];
  for (const from of ['user', 'agent'] as const) {
    for (let i = 1; i <= wordsEachWay; i += 1) {
      const atMs = random.between(startAtMs, stormMs);
      words.push({ atMs, from, id: `${name}-${from === 'user' ? 'u' : 'a'}${i}` });
      const last = words.at(-1);
      if (last !== undefined && from === 'user' && random.chance(0.04)) last.givesUp = true;
    }
  }
  // Ids count up in the order in which they are said.
  for (const from of ['user', 'agent'] as const) {
    const own = words.filter((word) => word.from === from);
    const times = own.map(({ atMs }) => atMs).sort((a, b) => a - b);
    own.forEach((word, i) => (word.atMs = times[i] ?? word.atMs));
  }
  words.sort((a, b) => a.atMs - b.atMs);
  const ends = random.chance(0.5);
  const end = ends
    ? {
        atMs: random.between(Math.floor(stormMs * 0.6), stormMs),
        by: random.pick(['user', 'copilot', 'agent', 'ticket'] as const),
      }
    : null;
  return { name, tenant: n % tenants, startAtMs, words, end };
}

function nemesisPlan(random: Random, shape: Shape): NemesisOp[] {
  const { kills, faults, stormMs } = shape;
  const first = Math.floor(stormMs / 12);
  const at = (n: number, of: number) =>
    Math.min(stormMs, first + Math.floor(((stormMs - first) * (n + 0.5)) / of) + random.between(-400, 400));
  const parts = [...numbered('api', shape.apis), ...numbered('worker', shape.workers), 'temporal'];
  const ops: NemesisOp[] = [];
  for (let n = 0; n < kills; n += 1) {
    // Each in turn, so that even a short run kills every part.
    const part = parts[n % parts.length] ?? 'temporal';
    ops.push({ id: 0, atMs: at(n, kills), forMs: random.between(100, 1_500), do: 'kill', part });
  }
  for (let n = 0; n < faults; n += 1)
    ops.push({
      id: 0,
      atMs: at(n, faults),
      forMs: random.between(800, 3_500),
      ...fault(random, shape, parts, n),
    });
  ops.sort((a, b) => a.atMs - b.atMs);
  return ops.map((op, id) => ({ ...op, id: id + 1 }));
}

type Fault = NemesisOp extends infer Op
  ? Op extends unknown
    ? Omit<Op, 'id' | 'atMs' | 'forMs'>
    : never
  : never;

function fault(random: Random, shape: Shape, parts: readonly string[], n: number): Fault {
  const kinds = ['tcp', 'api', 'webhook', 'tcp', 'freeze', 'api', 'webhook', 'lock', 'tcp', 'term', 'refuse'];
  switch (kinds[n % kinds.length]) {
    case 'freeze':
      return { do: 'freeze', part: random.pick([...parts, 'simulator']) };
    case 'term':
      return { do: 'term', part: random.pick(parts.filter((part) => part !== 'temporal')) };
    case 'lock':
      return { do: 'lock', table: random.pick(['messages', 'sessions', 'handoffs', 'zendesk_connections']) };
    case 'refuse':
      return { do: 'refuse', status: random.pick([500, 429, 302, 404]) };
    case 'tcp':
      return { do: 'tcp', proxy: random.pick(pairs(shape)), toxic: toxic(random) };
    case 'api':
      return { do: 'rule', rule: apiRule(random) };
    default:
      return { do: 'rule', rule: webhookRule(random) };
  }
}

const numbered = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name}${n + 1}`);

function pairs({ apis }: Shape): string[] {
  return [
    ...['api-temporal', 'worker-temporal', 'api-database', 'worker-database', 'zendesk', 'callbacks'],
    ...numbered('webhooks', apis),
    ...numbered('callers', apis),
  ];
}

function toxic(random: Random): Toxic {
  return random.pick<Toxic>([
    { type: 'cut' },
    { type: 'latency', latency: 600, jitter: 300 },
    { type: 'timeout' },
    { type: 'reset_peer', timeout: random.between(0, 200) },
    { type: 'slicer', average_size: 64, delay: 2_000 },
    { type: 'limit_data', bytes: random.between(100, 600) },
  ]);
}

function apiRule(random: Random): Record<string, unknown> {
  const when = random.pick(['before', 'after']);
  const p = random.pick([0.3, 0.6, 1]);
  const seed = random.between(1, 1e6);
  const action = random.pick<Record<string, unknown>>([
    { type: 'status', status: 503 },
    { type: 'status', status: 500 },
    { type: 'status', status: 502, body: '<html>bad gateway</html>' },
    { type: 'reset' },
    { type: 'drop' },
    { type: 'half' },
    { type: 'html200' },
    { type: 'empty2xx' },
    { type: 'delay', ms: 1_500 },
    { type: 'redirect', location: 'http://127.0.0.1:1/' },
  ]);
  if (random.chance(0.15)) {
    const limited = { type: 'status', status: 429, headers: { 'retry-after': '1' } };
    return { op: '*', when: 'before', p, seed, do: limited };
  }
  if (random.chance(0.1))
    return { op: 'listMessages', when: 'before', do: { type: 'stale-read', ms: 3_000 } };
  return { op: random.pick(['*', 'postMessage', 'postMessage']), when, p, seed, do: action };
}

function webhookRule(random: Random): Record<string, unknown> {
  const seed = random.between(1, 1e6);
  return {
    op: 'webhook',
    seed,
    p: random.pick([0.5, 1]),
    do: random.pick<Record<string, unknown>>([
      { type: 'dup', n: 5, ms: 200 },
      { type: 'dup', n: 3 },
      { type: 'reorder', window: 8, ms: 600 },
      { type: 'delay', ms: 1_200 },
      { type: 'batch', n: 4, ms: 400 },
      { type: 'lose' },
      { type: 'wrongKey' },
      { type: 'tamper' },
    ]),
  };
}
