import fc from 'fast-check';
import { isObject, type Json } from './openapi-schemas';

/** Strings that break programs: empty, control characters, long, other alphabets, what looks like code. */
const HOSTILE = [
  '',
  ' ',
  '\u0000',
  '\u202e\ud800',
  '../../etc/passwd',
  "'; DROP TABLE sessions; --",
  '<script>alert(1)</script>',
  '{{constructor}}',
  '%00%2f..',
  'a'.repeat(5_000),
  '𝒳🏳️‍🌈مرحبا',
] as const;

const anyString = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.constantFrom(...HOSTILE));
/** Anything that JSON can say; `__proto__` among its keys. */
export const anyJson = fc.oneof(fc.jsonValue(), anyString, fc.constant({ ['__proto__']: { admin: true } }));

/** Values that a JSON Schema (2020-12, as our OpenAPI document has it) mostly allows, with some that it does not. */
export function arbitraryOf(schema: unknown, components: Json, depth = 0): fc.Arbitrary<unknown> {
  const allowed = allowedBy(schema, components, depth);
  return fc.oneof({ weight: 12, arbitrary: allowed }, { weight: 1, arbitrary: anyJson });
}

function allowedBy(schema: unknown, components: Json, depth: number): fc.Arbitrary<unknown> {
  if (!isObject(schema) || depth > 6) return anyJson;
  const inner = (one: unknown) => arbitraryOf(one, components, depth + 1);
  if (typeof schema['$ref'] === 'string') return inner(components[schema['$ref'].split('/').at(-1) ?? '']);
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as unknown[]));
  for (const key of ['anyOf', 'oneOf'])
    if (Array.isArray(schema[key])) return fc.oneof(...schema[key].map(inner));
  if (Array.isArray(schema['allOf']))
    return fc
      .tuple(...schema['allOf'].map(inner))
      .map((parts) => Object.assign({}, ...(parts as object[])) as unknown);
  const types = [schema['type']].flat();
  return fc.oneof(...types.map((type) => ofType(type, schema, inner)));
}

function ofType(
  type: unknown,
  schema: Json,
  inner: (schema: unknown) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  switch (type) {
    case 'string':
      return ofString(schema);
    case 'integer':
    case 'number':
      return fc.oneof(
        fc.integer({ min: Number(schema['minimum'] ?? -10), max: Number(schema['maximum'] ?? 1_000_000) }),
        fc.constantFrom(-1, 0, 1.5, Number.MAX_SAFE_INTEGER, 1e308),
      );
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(inner(schema['items']), { maxLength: 4 });
    case 'object':
      return ofObject(schema, inner);
    default:
      return anyJson;
  }
}

function ofString(schema: Json): fc.Arbitrary<string> {
  const formats: Record<string, fc.Arbitrary<string>> = {
    'date-time': fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    uri: fc.webUrl(),
    email: fc.emailAddress(),
    uuid: fc.uuid(),
  };
  const known = formats[String(schema['format'])];
  const sized = fc.string({
    unit: 'grapheme',
    minLength: Math.min(Number(schema['minLength'] ?? 0), 100),
    maxLength: Math.min(Number(schema['maxLength'] ?? 40), 100),
  });
  return fc.oneof(known ?? sized, { weight: 1, arbitrary: anyString });
}

function ofObject(
  schema: Json,
  inner: (schema: unknown) => fc.Arbitrary<unknown>,
): fc.Arbitrary<Record<string, unknown>> {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const required = (schema['required'] ?? []) as string[];
  const known = fc.record(
    Object.fromEntries(Object.entries(properties).map(([key, one]) => [key, inner(one)])),
    { requiredKeys: required },
  );
  const more = isObject(schema['additionalProperties'])
    ? fc.dictionary(fc.string(), inner(schema['additionalProperties']), { maxKeys: 3 })
    : fc.constant({});
  // A key that nobody knows now and then, and now and then one that is required is missing.
  const odd = fc.oneof(
    { weight: 10, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.dictionary(fc.string(), anyJson, { maxKeys: 2 }) },
  );
  return fc.tuple(known, more, odd).map(([a, b, c]) => ({ ...c, ...b, ...a }));
}
