import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { ApiClient, type Answer, type SuperagentRequest } from 'sunshine-conversations-client';
import type { ZendeskClientSettings } from './types';

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_RESPONSE_BYTES = 1_000_000;
const MESSAGE_PAGE_FACTOR = 8;
/** Shorter than the five seconds after which common servers close an idle connection: a reused one is rarely a dead one. */
const IDLE_SOCKET_MS = 4_000;

/**
 * The npm client, cured (sunshine-conversations.md §5): one instance per connection and never `ApiClient.instance`, whose
 * credentials would be every tenant's.
 */
export class ConnectionClient extends ApiClient {
  constructor(settings: ZendeskClientSettings) {
    super();
    this.basePath = settings.baseUrl;
    this.authentications.basicAuth.username = settings.keyId;
    this.authentications.basicAuth.password = settings.secret.reveal();
    // A number is a deadline for the whole exchange; the object form never ends on a body that hangs.
    this.timeout = settings.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.requestAgent = keepAliveAgent(settings.baseUrl);
    this.defaultHeaders = { 'User-Agent': 'zendesk-handoff' };
    const maxResponseBytes = settings.maxResponseBytes ?? DEFAULT_MAX_RESPONSE_BYTES;
    this.plugins = [(request) => guard(request, maxResponseBytes)];
  }

  /** As it came: the generated models drop unknown fields and throw on odd ones although Zendesk has acted. */
  override deserialize(response: Answer): unknown {
    return response.body;
  }

  /** Every key of `page` and `filter`; the client's own sends the first one only. */
  override normalizeParams(params: Record<string, unknown>): Record<string, unknown> {
    const { page, filter, ...rest } = params;
    return { ...super.normalizeParams(rest), ...spread('page', page), ...spread('filter', filter) };
  }

  close(): void {
    this.requestAgent?.destroy();
  }
}

function spread(name: string, value: unknown): Record<string, unknown> {
  const entries = Object.entries((value ?? {}) as Record<string, unknown>);
  return Object.fromEntries(entries.filter(([, v]) => v !== undefined).map(([k, v]) => [`${name}[${k}]`, v]));
}

/**
 * No redirects: a 302 turns a POST into a GET and resolves as success, a 307 carries the key to another host.
 * A bound on the answer: without one, 200 MB are read into memory.
 */
function guard(request: SuperagentRequest, maxResponseBytes: number): void {
  const isMessagePage = request.method === 'GET' && /\/messages(\?|$)/.test(request.url);
  request
    .redirects(0)
    .maxResponseSize(isMessagePage ? maxResponseBytes * MESSAGE_PAGE_FACTOR : maxResponseBytes);
}

function keepAliveAgent(baseUrl: string): HttpAgent {
  const options = { keepAlive: true, maxSockets: 50, timeout: IDLE_SOCKET_MS };
  return new URL(baseUrl).protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options);
}
