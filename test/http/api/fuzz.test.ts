import fc from 'fast-check';
import { errorSchema } from '../../../contract/errors';
import { anyJson, arbitraryOf } from '../../support/openapi-arbitrary';
import { isObject, type Json } from '../../support/openapi-schemas';
import { ADMIN_TOKEN, addTenant, startScene, type Scene, type Tenant } from './scene';

jest.setTimeout(600_000);

/** `FUZZ_CASES=20000` for a long one; `FUZZ_SEED` for the same again. */
const CASES = Number(process.env['FUZZ_CASES'] ?? 3_000);
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_128);
/** A live view never ends. */
const READ_MS = 30;

interface Operation {
  operationId: string;
  parameters?: { name: string; in: string; schema: Json }[];
  requestBody?: { content: Record<string, { schema: Json }> };
  responses: Record<string, unknown>;
  security: Record<string, unknown>[];
}

interface Case {
  path: string;
  body: string | undefined;
  type: string;
  headers: Record<string, string>;
}

let scene: Scene;
let tenant: Tenant;
let chat: { id: string; token: string };
let operations: { method: string; template: string; operation: Operation }[];
let components: Json;

beforeAll(async () => {
  const budgets = { newSessionsPerMinute: 1e6, messagesPerMinute: 1e6, uploadsPerMinute: 1e6 };
  scene = await startScene({
    limits: { failedKeysPerMinute: 1e6, failedAdminPerMinute: 1e6, ...budgets },
  });
  const document = (await (await fetch(`${scene.url}/api/openapi.json`)).json()) as {
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: Json };
  };
  components = document.components.schemas;
  operations = Object.entries(document.paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, template, operation })),
  );
  await renew();
});
afterAll(() => scene.close());

/** A copilot, a handoff and a session of our own: many an operation takes them away. */
async function renew(): Promise<void> {
  tenant = await addTenant(scene.store);
  const { publicToken } = (await scene.store.copilots.get(tenant.copilotId)) ?? {};
  const made = await fetch(`${scene.url}/api/v1/widget/sessions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${publicToken ?? ''}`, 'content-type': 'application/json' },
    body: '{}',
  });
  const { session, token } = (await made.json()) as { session: { id: string }; token: string };
  chat = { id: session.id, token };
}

/** Its own key, or now and then no key or another's. */
function keyFor({ security }: Operation): string {
  const [way = {}] = security;
  if ('admin' in way) return ADMIN_TOKEN;
  if ('copilot' in way) return tenant.apiKey;
  if ('chat' in way) return chat.token;
  return '';
}

const known = (name: string): string[] => {
  if (name === 'copilotId') return [tenant.copilotId];
  if (name === 'sessionId') return [chat.id];
  return [];
};

/** Nothing at all in a path would be another operation's. */
function casesOf({ template, operation }: (typeof operations)[number], count: number): Case[] {
  const parameters = operation.parameters ?? [];
  const valueOf = ({ name, schema }: { name: string; schema: Json }) =>
    fc.oneof(
      ...known(name).map((value) => ({ weight: 6, arbitrary: fc.constant(value) })),
      { weight: 3, arbitrary: arbitraryOf(schema, components).map(inWords) },
      { weight: 1, arbitrary: anyJson.map(inWords) },
    );
  const inPlace = (place: string) =>
    fc.record(
      Object.fromEntries(parameters.filter((one) => one.in === place).map((one) => [one.name, valueOf(one)])),
      place === 'path' ? {} : { requiredKeys: [] },
    );
  const [[type, content] = ['application/json', undefined]] = Object.entries(
    operation.requestBody?.content ?? {},
  );
  const body =
    content === undefined
      ? fc.constant(undefined)
      : fc.oneof(
          {
            weight: 15,
            arbitrary: arbitraryOf(content.schema, components).map((value) => JSON.stringify(value)),
          },
          { weight: 1, arbitrary: fc.string() },
        );
  const whole = fc.record({
    inPath: inPlace('path'),
    query: inPlace('query'),
    headers: inPlace('header'),
    body,
  });
  return fc.sample(whole, { numRuns: count, seed: SEED }).map(({ inPath, query, headers, body: sent }) => ({
    path:
      template.replace(/\{(\w+)\}/g, (_all, name: string) =>
        encodeURIComponent(wellFormed(inPath[name] === '' ? 'none' : (inPath[name] ?? 'none'))),
      ) + `?${new URLSearchParams(query as Record<string, string>).toString()}`,
    body: sent,
    type,
    headers: Object.fromEntries(
      Object.entries(headers).flatMap(([name, value]) =>
        // What no HTTP client can send.
        typeof value === 'string' && /^[\x21-\x7e]*$/.test(value) ? [[name, value.slice(0, 300)]] : [],
      ),
    ),
  }));
}

const inWords = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value ?? null));
/** Half a surrogate pair is in no URL. */
const wellFormed = (text: string) => Buffer.from(text).toString();

async function answerTo(method: string, { path, body, type, headers }: Case, key: string) {
  const response = await fetch(`${scene.url}${path}`, {
    method: method.toUpperCase(),
    headers: {
      ...headers,
      ...(key === '' ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': type }),
    },
    ...(body === undefined ? {} : { body }),
  });
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream') === true;
  if (isStream) {
    await new Promise((resolve) => setTimeout(resolve, READ_MS));
    await response.body?.cancel();
  }
  const text = isStream ? '' : await response.text();
  return { status: response.status, text };
}

it(`bad input: ${CASES} requests made of the API's own document: no 5xx, no status that it does not name, one shape of error`, async () => {
  const each = Math.ceil(CASES / operations.length);
  const faults: string[] = [];
  const statuses = new Map<number, number>();
  for (const one of operations) {
    await renew();
    const { method, operation } = one;
    const key = keyFor(operation);
    for (const sent of casesOf(one, each)) {
      const { status, text } = await answerTo(method, sent, key);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      const say = (what: string) =>
        faults.push(`${operation.operationId}: ${what}: ${sent.path} ${(sent.body ?? '').slice(0, 300)}`);
      if (!(String(status) in operation.responses)) say(`${status} is not in the document`);
      if (status >= 500) say(`${status} ${text.slice(0, 200)}`);
      if (status >= 400 && !isError(text)) say(`${status} with ${text.slice(0, 200)}`);
      if (/\n\s+at .+:\d+/.test(text)) say('a stack');
    }
  }
  expect(faults.slice(0, 20)).toEqual([]);
  // The fuzzer is of use only while much of what it sends gets in, and much is refused for what it says.
  const count = (...wanted: number[]) => wanted.reduce((sum, status) => sum + (statuses.get(status) ?? 0), 0);
  expect(count(200, 201, 202, 204)).toBeGreaterThan(CASES / 10);
  expect(count(400, 422)).toBeGreaterThan(CASES / 10);
});

function isError(text: string): boolean {
  try {
    const body: unknown = JSON.parse(text);
    return isObject(body) && errorSchema.safeParse(body).success;
  } catch {
    return false;
  }
}
