import { OpenAPIRegistry, OpenApiGeneratorV31, type RouteConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import { botAnswerSchema, botTurnSchema } from '../../contract/bot';
import { callbackSchema } from '../../contract/callbacks';
import { ERROR_STATUS, errorSchema, type ErrorCode } from '../../contract/errors';
import type { Auth, Doc } from '../http/operation';
import type { Route } from '../http/routes';

const error = errorSchema.meta({ id: 'Error' });
const callback = callbackSchema.meta({ id: 'Callback' });

const idempotency = z.object({
  'Idempotency-Key': z
    .string()
    .max(255)
    .optional()
    .describe('A repeat with the same key and body gets the first answer again; kept for 24 h.'),
});

/** What any operation may answer: nobody is spared a wrong key or a server that is away. */
const ALWAYS: readonly ErrorCode[] = ['unauthorized', 'rate_limited', 'internal', 'unavailable'];
const CSRF: readonly ErrorCode[] = ['csrf_rejected'];
const WITH_BODY: readonly ErrorCode[] = ['invalid_json', 'payload_too_large', 'unsupported_media_type'];

const SECURITY: Record<Auth, Record<string, string[]>[]> = {
  copilot: [{ copilot: [] }],
  admin: [{ admin: [] }, { session: [] }],
  nobody: [],
  visitor: [{ visitor: [] }],
  session: [{ chat: [] }],
};

const TAGS: Record<Auth, string> = {
  copilot: 'Copilot backend',
  admin: 'Admin',
  nobody: 'Admin',
  visitor: 'Widget',
  session: 'Widget',
};

/** The API document (OpenAPI 3.1), made of the schemas that check the requests. */
export function openApiDocument(routes: readonly Route[]): object {
  const registry = new OpenAPIRegistry();
  registry.registerComponent('securitySchemes', 'copilot', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key of the copilot.',
  });
  registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-handoff_admin',
    description: 'The session of a signed-in admin, for the settings page.',
  });
  registry.registerComponent('securitySchemes', 'admin', {
    type: 'http',
    scheme: 'bearer',
    description: 'The admin token.',
  });
  registry.registerComponent('securitySchemes', 'visitor', {
    type: 'http',
    scheme: 'bearer',
    description: 'The public token of the copilot: opens nothing but a new session.',
  });
  registry.registerComponent('securitySchemes', 'chat', {
    type: 'http',
    scheme: 'bearer',
    description: 'The token of a session.',
  });
  for (const route of routes) registry.registerPath(pathOf(route));
  registry.registerWebhook({
    method: 'post',
    path: 'callback',
    summary: 'What we post to the callbackUrl of a copilot',
    description:
      'Signed by Standard Webhooks (`webhook-id`, `webhook-timestamp`, `webhook-signature`); tried for days.',
    request: { body: json(callback) },
    responses: { '2XX': { description: 'Taken. Anything else is tried again.' } },
  });
  registry.registerWebhook({
    method: 'post',
    path: 'botTurn',
    summary: 'What we post to the botUrl of a copilot when it is its turn',
    description:
      'Signed like callbacks. Repeated with the same id within 15 s after a failure; then we speak in its stead.',
    request: { body: json(botTurnSchema.meta({ id: 'BotTurn' })) },
    responses: {
      200: {
        description: 'What the bot says',
        content: json(botAnswerSchema.meta({ id: 'BotAnswer' })).content,
      },
      204: { description: 'Nothing' },
    },
  });
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Handoff to Zendesk',
      version: '1',
      description: 'Hands a chat from a copilot to human agents in Zendesk, and back.',
    },
  });
}

function pathOf({ method, path, operation: { auth, doc } }: Route): RouteConfig {
  const params = [...path.matchAll(/\{(\w+)\}/g)].map((match) => String(match[1]));
  return {
    method,
    path,
    tags: [TAGS[auth]],
    security: SECURITY[auth],
    operationId: `${method}${path.replace(/^\/api\/v1/, '').replaceAll(/[^A-Za-z]+(\w?)/g, (_all, c: string) => c.toUpperCase())}`,
    summary: doc.summary,
    ...(doc.description === undefined ? {} : { description: doc.description }),
    request: {
      ...(params.length === 0
        ? {}
        : { params: z.object(Object.fromEntries(params.map((p) => [p, z.string()]))) }),
      ...(method === 'post' && auth === 'copilot' ? { headers: idempotency } : {}),
      ...(doc.query instanceof z.ZodObject ? { query: doc.query } : {}),
      ...(doc.file === true ? { body: { ...multipart, required: true } } : {}),
      ...(doc.body === undefined ? {} : { body: { ...json(doc.body), required: doc.bodyOptional !== true } }),
    },
    responses: { ...answers(doc), ...errors(doc, method, auth) },
  };
}

function answers(doc: Doc): RouteConfig['responses'] {
  return Object.fromEntries(
    Object.entries(doc.answers).map(([status, { description, schema, events }]) => {
      const content = {
        ...(schema === undefined ? {} : { 'application/json': { schema } }),
        ...(events === true ? { 'text/event-stream': { schema: z.string() } } : {}),
      };
      return [status, { description, ...(schema === undefined ? {} : { content }) }];
    }),
  );
}

function errors(doc: Doc, method: string, auth: Auth): RouteConfig['responses'] {
  const codes = new Set<ErrorCode>([
    ...ALWAYS,
    ...(auth === 'admin' ? CSRF : []),
    ...doc.errors,
    ...(doc.body === undefined ? [] : WITH_BODY),
  ]);
  if (method === 'post') codes.add('invalid_request');
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes)
    byStatus.set(ERROR_STATUS[code], [...(byStatus.get(ERROR_STATUS[code]) ?? []), code]);
  return Object.fromEntries(
    [...byStatus].map(([status, names]) => [
      status,
      {
        description: names.map((name) => `\`${name}\``).join(', '),
        content: { 'application/json': { schema: error } },
      },
    ]),
  );
}

const multipart = {
  content: { 'multipart/form-data': { schema: z.object({ file: z.string().meta({ format: 'binary' }) }) } },
};

function json(schema: z.ZodType) {
  return { content: { 'application/json': { schema } } };
}
