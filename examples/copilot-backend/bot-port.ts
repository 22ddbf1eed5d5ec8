import express, { type Router } from 'express';
import { answer } from './bot';
import { isGenuine } from './callbacks';
import type { CredentialSource } from './credentials';
import type { HandoffClient } from './handoff-client';
import { asList, asObject, asText, parseJson } from './json';

export interface BotPortOptions {
  credentials: CredentialSource;
  api: HandoffClient;
  log: (text: string) => void;
}

const BOSS = /\b(manager|supervisor|boss|complain|complaint)\b/i;

/**
 * `POST /bot`: the copilot's `botUrl`. The handoff API hosts the chat, shows the widget, keeps the history and asks us what to say;
 * a bot needs nothing else. It shows both ways to a human: in the answer, and, for a complaint, by the API.
 */
export function botRoutes({ credentials, api, log }: BotPortOptions): Router {
  const router = express.Router();
  router.post('/bot', express.raw({ type: () => true, limit: '2mb' }), (request, response) => {
    const secret = credentials.current()?.callbackSecret;
    const body = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
    if (secret === undefined) {
      response.status(503).json({});
      return;
    }
    if (!isGenuine(secret, body, request.headers)) {
      response.status(401).json({ error: { code: 'unauthorized', message: 'the signature does not match' } });
      return;
    }
    const turn = asObject(parseJson(body));
    const data = asObject(turn['data']);
    const sessionId = asText(data['sessionId']) ?? '';
    const said = asList(data['messages'])
      .map((message) => asText(message['text']) ?? '')
      .join('\n');

    if (turn['type'] === 'handoff_ended' && said === '') {
      response.json({ messages: [{ text: 'I am back. Anything else?' }] });
      return;
    }
    if (BOSS.test(said)) {
      // The second way: a call of our own, with what only we know. `sessionId` is enough: user and transcript are there.
      api
        .start(
          { sessionId, user: {}, reason: 'complaint', ticket: { tags: ['complaint'], priority: 'high' } },
          `bot-${asText(turn['id']) ?? sessionId}`,
        )
        .catch((error: unknown) => log(`no handoff: ${String(error)}`));
      response.json({ messages: [{ text: 'I am sorry to hear that. I will get my manager.' }] });
      return;
    }
    // The first way: in the answer.
    const reply = answer(said);
    response.json({
      messages: [{ text: reply.text }],
      ...(reply.handoff ? { handoff: { reason: 'user_request', summary: said.slice(0, 500) } } : {}),
    });
  });
  return router;
}
