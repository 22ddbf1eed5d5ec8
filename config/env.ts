import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { FileStorageSettings } from './file-storage';
import { LOG_LEVELS, type LogLevel } from './logger';
import { Secret } from './secret';

/** What a server process of ours is told by its operator. Frozen; the only reading of `process.env` (design §4.1). */
export interface Config {
  port: number;
  host: string;
  /** No trailing slash. */
  publicUrl: string;
  databaseUrl: Secret | undefined;
  dataDir: string;
  /** `host:port` that tenant-given URLs may reach although private. */
  outboundAllow: readonly string[];
  /** Newest first. */
  encryptionKeys: readonly Secret[];
  adminToken: Secret;
  /** Whole base before `/v2`, with an optional `{subdomain}`. */
  zendeskApiUrl: string;
  /** Base of Zendesk's Support API, with an optional `{subdomain}`. */
  zendeskSupportUrl: string;
  /** Where an agent finds a handoff's ticket; `{subdomain}`, `{handoffId}` and `{conversationId}` are filled in. */
  zendeskAgentUrl: string;
  logLevel: LogLevel;
  metricsPort: number | undefined;
  /** Where uploaded and agents' files are kept. */
  files: FileStorageSettings;
  maxFileBytes: number;
  /** How many proxies stand in front of us: whose `X-Forwarded-For` is believed. */
  trustProxy: number;
  /** Where the Temporal UI is, for links; unset = no links. */
  temporalUiUrl: string | undefined;
}

/** Said once at start, in words that tell what to do; never holds a value. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const port = z.coerce.number().int().min(1).max(65_535);
const base64Key = z
  .string()
  .refine((key) => Buffer.from(key, 'base64').length === 32, 'each key must be the base64 of 32 bytes');

const schema = z.object({
  PORT: port.default(3000),
  HOST: z.string().default('127.0.0.1'),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  DATABASE_URL: z.string().min(1).optional(),
  DATA_DIR: z.string().min(1).default('.data'),
  OUTBOUND_ALLOW: list().default([]),
  ENCRYPTION_KEYS: list().pipe(z.array(base64Key).min(1)),
  ADMIN_TOKEN: z.string().min(16, 'must have at least 16 characters'),
  ZENDESK_API_URL: z
    .string()
    .regex(/^https?:\/\/[^\s/]+(\/[^\s]*)?[^/\s]$/, 'an http(s) URL without trailing slash')
    .default('https://{subdomain}.zendesk.com/sc'),
  ZENDESK_SUPPORT_URL: z
    .string()
    .regex(/^https?:\/\/[^\s/]+(\/[^\s]*)?[^/\s]$/, 'an http(s) URL without trailing slash')
    .default('https://{subdomain}.zendesk.com'),
  ZENDESK_AGENT_URL: z
    .string()
    .regex(/^https?:\/\/\S+$/, 'an http(s) URL')
    .default('https://{subdomain}.zendesk.com/agent/search/1?q={handoffId}'),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  METRICS_PORT: port.optional(),
  TEMPORAL_UI_URL: z.url({ protocol: /^https?$/ }).optional(),
  TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
  MAX_FILE_MB: z.coerce.number().min(1).max(50).default(20),
  FILES_DIR: z.string().min(1).optional(),
  FILES_S3_BUCKET: z.string().min(1).optional(),
  FILES_S3_REGION: z.string().min(1).default('us-east-1'),
  FILES_S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  FILES_S3_ACCESS_KEY_ID: z.string().min(1).optional(),
  FILES_S3_SECRET_ACCESS_KEY: z.string().min(1).optional(),
  FILES_S3_FORCE_PATH_STYLE: z.enum(['true', 'false']).default('false'),
});

/**
 * Reads the environment. Empty values count as unset.
 * @param needs `database`: refuse without `DATABASE_URL`, because PGlite serves one process only (design §4.1).
 * @throws ConfigError naming every variable that is wrong, never its value.
 */
export function loadConfig(
  env: Record<string, string | undefined> = process.env,
  needs: { database?: boolean } = {},
): Config {
  const set = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(set);
  if (!parsed.success) throw new ConfigError(explain(parsed.error));
  const e = parsed.data;
  if (needs.database === true && e.DATABASE_URL === undefined) {
    throw new ConfigError(
      'DATABASE_URL is not set. The API and the worker as separate processes need PostgreSQL; ' +
        'the embedded database serves one process only (npm start).',
    );
  }
  return Object.freeze({
    port: e.PORT,
    host: e.HOST,
    publicUrl: (e.PUBLIC_URL ?? `http://localhost:${e.PORT}`).replace(/\/+$/, ''),
    databaseUrl: e.DATABASE_URL === undefined ? undefined : new Secret(e.DATABASE_URL),
    dataDir: e.DATA_DIR,
    outboundAllow: Object.freeze(e.OUTBOUND_ALLOW),
    encryptionKeys: Object.freeze(e.ENCRYPTION_KEYS.map((key) => new Secret(key))),
    adminToken: new Secret(e.ADMIN_TOKEN),
    zendeskApiUrl: e.ZENDESK_API_URL,
    zendeskSupportUrl: e.ZENDESK_SUPPORT_URL,
    zendeskAgentUrl: e.ZENDESK_AGENT_URL,
    logLevel: e.LOG_LEVEL,
    metricsPort: e.METRICS_PORT,
    files: fileStorage(e),
    maxFileBytes: Math.floor(e.MAX_FILE_MB * 1_000_000),
    trustProxy: e.TRUST_PROXY,
    temporalUiUrl: e.TEMPORAL_UI_URL?.replace(/\/+$/, ''),
  });
}

function fileStorage(e: z.output<typeof schema>): FileStorageSettings {
  if (e.FILES_S3_BUCKET === undefined) {
    return { kind: 'disk', folder: resolve(e.FILES_DIR ?? join(e.DATA_DIR, 'files')) };
  }
  const [accessKeyId, secretAccessKey] = [e.FILES_S3_ACCESS_KEY_ID, e.FILES_S3_SECRET_ACCESS_KEY];
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) {
    throw new ConfigError('FILES_S3_ACCESS_KEY_ID and FILES_S3_SECRET_ACCESS_KEY are set together.');
  }
  return {
    kind: 's3',
    bucket: e.FILES_S3_BUCKET,
    region: e.FILES_S3_REGION,
    endpoint: e.FILES_S3_ENDPOINT,
    credentials:
      accessKeyId === undefined || secretAccessKey === undefined
        ? undefined
        : { accessKeyId, secretAccessKey: new Secret(secretAccessKey) },
    forcePathStyle: e.FILES_S3_FORCE_PATH_STYLE === 'true',
  };
}

function list() {
  return z.string().transform((text) =>
    text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  );
}

function explain(error: z.ZodError): string {
  const lines = error.issues.map((issue) => {
    const name = String(issue.path[0] ?? '');
    const missing = issue.code === 'invalid_type' && issue.message.includes('undefined');
    return `${name}: ${missing ? 'is required and not set' : issue.message}`;
  });
  return `The environment is not right (see .env.example):\n  ${[...new Set(lines)].join('\n  ')}`;
}
