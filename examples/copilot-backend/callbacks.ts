import express, { type Router } from 'express';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { effectsOf } from './callback-effects';
import type { Chats } from './chats';
import type { CredentialSource } from './credentials';
import { asObject, asText, parseJson } from './json';

export interface CallbackOptions {
  chats: Chats;
  credentials: CredentialSource;
  /** After a callback was taken. */
  wake: (sessionId: string) => void;
}

/**
 * `POST /callbacks`: what the handoff API tells us. Answers 2xx only once it is written down; every other answer makes
 * the API try again (401: the signature is not ours).
 */
export function callbackRoutes({ chats, credentials, wake }: CallbackOptions): Router {
  const router = express.Router();
  // The signature is over the bytes as they came: they must not be parsed and printed again before it is checked.
  router.post('/callbacks', express.raw({ type: () => true, limit: '1mb' }), (request, response) => {
    const secret = credentials.current()?.callbackSecret;
    if (secret === undefined) {
      response.set('retry-after', '2').status(503).json(problem('unavailable', 'waiting for credentials'));
      return;
    }
    const body = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
    const id = request.get('webhook-id') ?? '';
    if (!isGenuine(secret, body, request.headers)) {
      response.status(401).json(problem('unauthorized', 'the signature does not match'));
      return;
    }
    const envelope = asObject(parseJson(body));
    const data = asObject(envelope['data']);
    const sessionId = asText(data['sessionId']);
    if (sessionId === null) {
      response.status(400).json(problem('invalid_envelope', 'data.sessionId is missing'));
      return;
    }
    // A chat that the handoff API hosts itself: its widget shows all this, there is nothing to do for us.
    if (sessionId.startsWith('ses_')) {
      response.status(204).end();
      return;
    }
    // Retries repeat the id: a callback whose answer got lost is not shown a second time.
    if (!chats.knowsCallback(id)) {
      chats.commit(sessionId, effectsOf(chats.get(sessionId), asText(envelope['type']) ?? '', data), id);
      wake(sessionId);
    }
    response.status(204).end();
  });
  return router;
}

/** Signature, and a timestamp of the last five minutes. */
export function isGenuine(secret: string, body: string, headers: Record<string, unknown>): boolean {
  const header = (name: string) => asText(headers[name]) ?? '';
  try {
    new Webhook(secret).verify(body, {
      'webhook-id': header('webhook-id'),
      'webhook-timestamp': header('webhook-timestamp'),
      'webhook-signature': header('webhook-signature'),
    });
    return true;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false;
    throw error;
  }
}

function problem(code: string, message: string) {
  return { error: { code, message } };
}
