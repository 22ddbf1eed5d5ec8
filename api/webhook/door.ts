import { randomBytes } from 'node:crypto';
import type { Request } from 'express';
import { Secret } from '../../config/secret';
import type { ConnectionFacts, Copilot, WebhookSecret } from '../../store/types';
import { isFromZendesk } from '../../zendesk/webhook';
import { now, type ApiDeps } from '../deps';
import { HttpError } from '../http/errors';

/** Compared with when there is nothing to compare with, so that an unknown path takes the same steps as a wrong key (S8). */
const NOBODYS_SECRET = new Secret(randomBytes(32).toString('base64url'));
const NOBODYS_KEY = randomBytes(24).toString('base64url');
const KEY_PATTERN = /^[A-Za-z0-9_-]{16,128}$/;

export interface Sender {
  copilot: Copilot;
  connection: ConnectionFacts;
}

/**
 * Who calls the webhook, told by the path and the header `X-API-Key` alone: no byte of the body is read before (S1).
 * An unknown path, a disconnected copilot and a wrong key get the same 401, which is final for Zendesk.
 * @throws HttpError `unauthorized`; StoreError when the secrets cannot be read (503: Zendesk tries again).
 */
export async function whoCalls(deps: ApiDeps, req: Request, webhookKey: string): Promise<Sender> {
  const { store, logger } = deps;
  const found = await store.connections.byWebhookKey(KEY_PATTERN.test(webhookKey) ? webhookKey : NOBODYS_KEY);
  const { copilot, connection, webhookSecrets = [] } = found ?? {};
  const isGenuine = isFromZendesk(req.headers['x-api-key'], liveSecrets(webhookSecrets, now(deps)));
  if (copilot !== undefined && connection !== undefined && isGenuine) return { copilot, connection };
  if (copilot !== undefined) {
    // Worth an alert: what is refused here, Zendesk never sends again.
    logger.warn({ copilotId: copilot.id }, 'webhook refused: wrong X-API-Key, or not connected');
  }
  throw new HttpError('unauthorized', 'The webhook key or the X-API-Key is wrong.');
}

function liveSecrets(secrets: readonly WebhookSecret[], at: Date): readonly Secret[] {
  const live = secrets.filter(({ validUntil }) => validUntil === null || validUntil > at);
  return live.length === 0 ? [NOBODYS_SECRET] : live.map(({ secret }) => secret);
}
