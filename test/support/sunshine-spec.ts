import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Ajv2019, { type ValidateFunction } from 'ajv/dist/2019';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import {
  closed,
  isObject,
  translate,
  translateComponents,
  type Direction,
  type Json,
} from './openapi-schemas';

/** The vendor's OpenAPI document as an oracle: each check returns the violations, none when all is well. */
export interface SunshineSpec {
  checkRequest(method: string, path: string, query: Record<string, string>, body: unknown): string[];
  checkResponse(method: string, path: string, status: number, body: unknown): string[];
  checkWebhook(body: unknown): string[];
}

const FILE = path.join(__dirname, '../../../shared/reference/sunshine-conversations-openapi-17.12.1.yaml');

/** Undefined where the document is not at hand: it may not be copied into the project. */
export function loadSunshineSpec(): SunshineSpec | undefined {
  if (!existsSync(FILE)) return undefined;
  return new Spec(parse(readFileSync(FILE, 'utf8')) as Document);
}

interface Operation {
  operationId: string;
  parameters?: Json[];
  requestBody?: { required?: boolean; content: Record<string, { schema: Json }> };
  responses: Record<string, { content?: Record<string, { schema: Json }> }>;
}

interface Document {
  paths: Record<string, Record<string, unknown>>;
  components: { schemas: Json; parameters: Record<string, Json> };
  'x-webhooks': Json;
}

interface Found {
  operation: Operation;
  parameters: Json[];
}

class Spec implements SunshineSpec {
  readonly #document: Document;
  readonly #ajv = addFormats(new Ajv2019({ strict: false, allErrors: true, validateSchema: false }));
  readonly #compiled = new Map<string, ValidateFunction>();
  readonly #events: ReadonlyMap<string, Json>;

  constructor(document: Document) {
    this.#document = document;
    const { schemas } = document.components;
    this.#ajv.addFormat('binary', true);
    for (const direction of ['request', 'response'] as const) {
      this.#ajv.addSchema({ $id: `${direction}.json`, $defs: translateComponents(schemas, direction) });
    }
    const events = Object.values(schemas).filter((schema): schema is Json => isObject(schema));
    this.#events = new Map(events.flatMap((schema) => eventType(schema).map((type) => [type, schema])));
  }

  checkRequest(method: string, requestPath: string, query: Record<string, string>, body: unknown): string[] {
    const found = this.#find(method, requestPath);
    if (found === undefined) return [`no operation ${method} ${requestPath}`];
    const { requestBody } = found.operation;
    const schema = requestBody?.content['application/json']?.schema;
    const sent = body !== null && body !== undefined;
    const problems = this.#query(found.parameters, query);
    if (schema === undefined) {
      const multipart = requestBody !== undefined;
      return sent && !multipart ? [...problems, 'a body where none is expected'] : problems;
    }
    if (!sent) return requestBody?.required === true ? [...problems, 'the body is missing'] : problems;
    return [...problems, ...this.#validate(`${found.operation.operationId} body`, schema, 'request', body)];
  }

  checkResponse(method: string, requestPath: string, status: number, body: unknown): string[] {
    const found = this.#find(method, requestPath);
    if (status >= 400) return this.#error(body);
    if (found === undefined) return [`no operation ${method} ${requestPath}`];
    const documented = found.operation.responses[String(status)];
    if (documented === undefined) return [`${found.operation.operationId} does not answer ${status}`];
    const schema = documented.content?.['application/json']?.schema;
    const name = `${found.operation.operationId} ${status}`;
    return schema === undefined ? [] : this.#validate(name, schema, 'response', body);
  }

  checkWebhook(body: unknown): string[] {
    const envelope = {
      type: 'object',
      required: ['app', 'webhook', 'events'],
      properties: {
        app: { allOf: [{ $ref: '#/components/schemas/appSubSchema' }], required: ['id'] },
        webhook: { allOf: [{ $ref: '#/components/schemas/webhookSubSchema' }], required: ['id', 'version'] },
        events: {
          type: 'array',
          minItems: 1,
          items: { type: 'object', required: ['id', 'type', 'payload'] },
        },
      },
    };
    const problems = this.#validate('webhook envelope', envelope, 'response', body);
    const events = isObject(body) && Array.isArray(body['events']) ? (body['events'] as Json[]) : [];
    return [...problems, ...events.flatMap((event) => this.#event(event))];
  }

  #event(event: Json): string[] {
    const schema = this.#events.get(String(event['type']));
    if (schema === undefined) return [`unknown event type ${String(event['type'])}`];
    return this.#validate(`event ${String(event['type'])}`, schema, 'response', event);
  }

  #error(body: unknown): string[] {
    const schema = {
      type: 'object',
      required: ['errors'],
      properties: {
        errors: {
          type: 'array',
          minItems: 1,
          items: { allOf: [{ $ref: '#/components/schemas/error' }], required: ['code', 'title'] },
        },
      },
    };
    return this.#validate('error', schema, 'response', body);
  }

  #query(parameters: readonly Json[], query: Record<string, string>): string[] {
    const known = new Map<string, Json>();
    for (const parameter of parameters.filter((item) => item['in'] === 'query')) {
      const schema = this.#resolve(isObject(parameter['schema']) ? parameter['schema'] : {});
      const properties = isObject(schema['properties']) ? schema['properties'] : undefined;
      if (parameter['style'] !== 'deepObject' || properties === undefined) {
        known.set(String(parameter['name']), schema);
        if (parameter['required'] === true && !(String(parameter['name']) in query)) {
          return [`query ${String(parameter['name'])} is missing`];
        }
      } else {
        for (const [name, value] of Object.entries(properties)) {
          known.set(`${String(parameter['name'])}[${name}]`, value as Json);
        }
      }
    }
    return Object.entries(query).flatMap(([name, value]) => {
      const schema = known.get(name);
      if (schema === undefined) return [`query ${name} is not known`];
      const typed = schema['type'] === 'integer' ? Number(value) : value;
      return this.#validate(`query ${name}`, schema, 'response', typed);
    });
  }

  #find(method: string, requestPath: string): Found | undefined {
    const bare = requestPath.replace(/^\/sc(?=\/)/, '').replace(/\?.*$/, '');
    for (const [template, item] of Object.entries(this.#document.paths)) {
      const pattern = template.replaceAll(/[.]/g, '\\.').replaceAll(/\{[^}]+\}/g, '[^/]+');
      const operation = item[method.toLowerCase()];
      if (!isObject(operation) || !new RegExp(`^${pattern}$`).test(bare)) continue;
      const own = operation as unknown as Operation;
      const shared = (item['parameters'] ?? []) as Json[];
      const parameters = [...shared, ...(own.parameters ?? [])].map((parameter) => this.#resolve(parameter));
      return { operation: own, parameters };
    }
    return undefined;
  }

  #resolve(value: Json): Json {
    const ref = value['$ref'];
    if (typeof ref !== 'string') return value;
    const [kind, name] = ref.split('/').slice(-2) as ['schemas' | 'parameters', string];
    return this.#document.components[kind][name] as Json;
  }

  #validate(name: string, schema: Json, direction: Direction, value: unknown): string[] {
    const key = `${direction} ${name}`;
    const { schemas } = this.#document.components;
    const validate =
      this.#compiled.get(key) ??
      this.#ajv.compile(closed(schema, translate(schema, schemas, direction), schemas, direction));
    this.#compiled.set(key, validate);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      (error) => `${name}: ${error.instancePath} ${error.message ?? error.keyword}`,
    );
  }
}

/** Event schemas are titled by their type. */
function eventType(schema: Json): string[] {
  const parts = Array.isArray(schema['allOf']) ? (schema['allOf'] as Json[]) : [];
  const isEvent = parts.some((part) => part['$ref'] === '#/components/schemas/eventSubSchema');
  return isEvent && typeof schema['title'] === 'string' ? [schema['title']] : [];
}
