/**
 * Turns the schemas of an OpenAPI 3.0 document into JSON Schema 2019-09, which ajv understands: `nullable`, discriminators,
 * read-only and write-only properties.
 */

export type Json = Record<string, unknown>;
export type Direction = 'request' | 'response';

const REF = '#/components/schemas/';

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * All component schemas for one direction, as `$defs`.
 * In requests, read-only properties are refused and unknown ones too; in responses, write-only ones are refused.
 */
export function translateComponents(schemas: Json, direction: Direction): Json {
  const defs: Json = {};
  for (const [name, schema] of Object.entries(schemas)) {
    if (!isObject(schema)) continue;
    const mapping = mappingOf(schema);
    if (mapping === undefined || Array.isArray(schema['oneOf'])) {
      defs[name] = translate(schema, schemas, direction);
      continue;
    }
    // A base that names its own descendants: they extend the bare base, everybody else means the whole family.
    defs[`${name}Base`] = translate({ ...schema, discriminator: undefined }, schemas, direction);
    const kinds = Object.entries(mapping).map(([kind, ref]) =>
      chosenBy('type', kind, translateRef(ref, direction)),
    );
    defs[name] = { allOf: [{ $ref: `${direction}.json#/$defs/${name}Base` }, ...kinds] };
  }
  for (const [name, schema] of Object.entries(schemas)) {
    const bases = isObject(schema) && Array.isArray(schema['allOf']) ? schema['allOf'] : [];
    const parts = isObject(defs[name]) ? defs[name]['allOf'] : undefined;
    if (!Array.isArray(parts)) continue;
    bases.forEach((base: unknown, index) => {
      const ref = isObject(base) ? base['$ref'] : undefined;
      if (typeof ref !== 'string') return;
      const baseName = `${ref.slice(REF.length)}Base`;
      if (baseName in defs) parts[index] = { $ref: `${direction}.json#/$defs/${baseName}` };
    });
  }
  return defs;
}

/** One schema, for use beside the `$defs` of `translateComponents`. */
export function translate(schema: Json, schemas: Json, direction: Direction): Json {
  if (typeof schema['$ref'] === 'string') return { $ref: translateRef(schema['$ref'], direction) };
  const out: Json = {};
  for (const key of KEPT) if (schema[key] !== undefined) out[key] = schema[key];
  // The document puts OpenAPI's boolean `required` into a few schemas.
  if (!Array.isArray(out['required'])) delete out['required'];
  const nested = (value: unknown) => translate(isObject(value) ? value : {}, schemas, direction);
  for (const key of ['allOf', 'anyOf', 'oneOf']) {
    const parts = schema[key];
    // The document's `oneOf`s without a discriminator overlap (all properties optional): read as "at least one".
    if (Array.isArray(parts)) out[key === 'oneOf' ? 'anyOf' : key] = parts.map(nested);
  }
  if (isObject(schema['properties'])) {
    out['properties'] = Object.fromEntries(
      Object.entries(schema['properties']).map(([name, value]) => [
        name,
        property(isObject(value) ? value : {}, schemas, direction),
      ]),
    );
  }
  if (isObject(schema['items']))
    out['items'] = closed(schema['items'], nested(schema['items']), schemas, direction);
  if (isObject(schema['additionalProperties']))
    out['additionalProperties'] = nested(schema['additionalProperties']);
  discriminate(schema, out, direction);
  return schema['nullable'] === true ? { anyOf: [{ type: 'null' }, out] } : out;
}

const KEPT = [
  'type',
  'enum',
  'format',
  'pattern',
  'required',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
  'uniqueItems',
  'additionalProperties',
];

function property(schema: Json, schemas: Json, direction: Direction): unknown {
  if (direction === 'request' && schema['readOnly'] === true) return false;
  if (direction === 'response' && schema['writeOnly'] === true) return false;
  return closed(schema, translate(schema, schemas, direction), schemas, direction);
}

/** In requests an object may hold what the specification names and nothing else. */
export function closed(schema: Json, translated: Json, schemas: Json, direction: Direction): Json {
  if (direction === 'response' || !namesProperties(schema, schemas)) return translated;
  return { allOf: [translated], unevaluatedProperties: false };
}

function namesProperties(schema: Json, schemas: Json): boolean {
  if (typeof schema['$ref'] === 'string') {
    const target = schemas[schema['$ref'].slice(REF.length)];
    return isObject(target) && namesProperties(target, schemas);
  }
  if (schema['additionalProperties'] === true) return false;
  if (isObject(schema['properties'])) return true;
  return ['allOf', 'anyOf', 'oneOf'].some((key) => {
    const parts = schema[key];
    return Array.isArray(parts) && parts.some((part) => isObject(part) && namesProperties(part, schemas));
  });
}

/** `oneOf` with a discriminator means: the schema its property names, not whichever happens to fit. */
function discriminate(schema: Json, out: Json, direction: Direction): void {
  const { discriminator } = schema;
  const variants = schema['oneOf'];
  if (!isObject(discriminator) || !Array.isArray(variants)) return;
  const by = String(discriminator['propertyName']);
  const named = mappingOf(schema) ?? Object.fromEntries(variants.flatMap(refName));
  delete out['anyOf'];
  out['required'] = [by];
  out['properties'] = { [by]: { enum: Object.keys(named) } };
  out['allOf'] = Object.entries(named).map(([kind, ref]) => chosenBy(by, kind, translateRef(ref, direction)));
}

function refName(variant: unknown): [string, string][] {
  const ref = isObject(variant) ? variant['$ref'] : undefined;
  return typeof ref === 'string' ? [[ref.slice(REF.length), ref]] : [];
}

function mappingOf(schema: Json): Record<string, string> | undefined {
  const { discriminator } = schema;
  const mapping = isObject(discriminator) ? discriminator['mapping'] : undefined;
  return isObject(mapping) ? (mapping as Record<string, string>) : undefined;
}

function chosenBy(by: string, kind: string, ref: string): Json {
  return { if: { properties: { [by]: { const: kind } }, required: [by] }, then: { $ref: ref } };
}

function translateRef(ref: string, direction: Direction): string {
  return `${direction}.json#/$defs/${ref.slice(REF.length)}`;
}
