import express, { type Request, type Response, type Router } from 'express';
import type { Chats } from './chats';
import { userSays } from './dialogue';
import type { HandoffClient } from './handoff-client';
import { asObject, asText } from './json';
import type { PageStream } from './stream';

const ID = /^[A-Za-z0-9._:-]{1,128}$/;
const LONGEST_TEXT = 20_000;

export interface ChatRouteOptions {
  chats: Chats;
  api: HandoffClient;
  stream: PageStream;
  wake: (sessionId: string) => void;
}

/** What the chat page calls. Its session id is random and unguessable: who knows it is who chats. */
export function chatRoutes({ chats, api, stream, wake }: ChatRouteOptions): Router {
  const router = express.Router();
  router.use('/chat/:sessionId', (request, response, next) => {
    if (ID.test(request.params.sessionId)) next();
    else refuse(response, 422, 'invalid_request', 'the session id may have letters, digits and . _ : -');
  });

  router.get('/chat/:sessionId/stream', (request, response) => {
    stream.open(chats.get(request.params.sessionId), request, response);
  });

  router.post('/chat/:sessionId/messages', express.json({ limit: '100kb' }), (request, response) => {
    const { sessionId } = request.params;
    const said = readSaid(request);
    if (said === null) {
      refuse(
        response,
        422,
        'invalid_request',
        `an id and a text of 1 to ${LONGEST_TEXT} characters are required`,
      );
      return;
    }
    const session = chats.get(sessionId);
    // A page that got no answer says it again with the same id.
    if (!session.messages.has(said.id)) {
      chats.commit(sessionId, userSays(session, said));
      wake(sessionId);
    }
    response.status(202).json({ message: { id: said.id } });
  });

  router.post('/chat/:sessionId/end', async (request, response) => {
    const { sessionId } = request.params;
    const answer = chats.get(sessionId).handoff === null ? null : await api.end(sessionId, 'user_ended');
    if (answer?.ok) response.status(202).json({});
    else refuse(response, 503, 'unavailable', 'The chat could not be ended right now.');
  });
  return router;
}

function readSaid(request: Request): { id: string; text: string; postback?: string } | null {
  const body = asObject(request.body);
  const id = asText(body['id']);
  const text = asText(body['text'])?.trim() ?? '';
  const postback = asText(body['postback']);
  if (id === null || !ID.test(id) || text === '' || text.length > LONGEST_TEXT) return null;
  return { id, text, ...(postback === null ? {} : { postback }) };
}

function refuse(response: Response, status: number, code: string, message: string): void {
  response.status(status).json({ error: { code, message } });
}
