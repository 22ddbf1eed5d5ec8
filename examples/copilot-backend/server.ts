import express, { type ErrorRequestHandler, type Express } from 'express';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { botRoutes } from './bot-port';
import { callbackRoutes } from './callbacks';
import { chatRoutes } from './chat-routes';
import { Chats } from './chats';
import { CredentialSource, type Credentials } from './credentials';
import { HandoffClient } from './handoff-client';
import { Journal } from './journal';
import { Relay } from './relay';
import { PageStream } from './stream';
import { shopPage } from './shop-page';
import { lookAtOpenHandoffs } from './watch';

export interface ExampleOptions {
  port: number;
  /** Of the handoff API, e.g. `http://localhost:3000`. */
  apiUrl: string;
  /** The same as browsers reach it; default: `apiUrl`. */
  publicUrl?: string;
  /** The two secrets, or the path of a JSON file that holds them sooner or later. */
  credentials: Credentials | string;
  /** The file that keeps the chats; null = memory only. */
  journalFile: string | null;
  log: (text: string) => void;
  firstPauseMs?: number;
}

export interface Example {
  url: string;
  close(): Promise<void>;
}

/** Starts the whole bot server; what was under way when it was killed goes on. */
export async function startExample(options: ExampleOptions): Promise<Example> {
  const { apiUrl, log } = options;
  const stop = new AbortController();
  const credentials = new CredentialSource(options.credentials);
  const chats = new Chats(new Journal(options.journalFile));
  const stream = new PageStream(chats, () => credentials.current() !== null);
  const pause = options.firstPauseMs === undefined ? {} : { firstPauseMs: options.firstPauseMs };
  const api = new HandoffClient({ apiUrl, credentials, signal: stop.signal, log, ...pause });
  const relay = new Relay(chats, api, log);
  const wake = (sessionId: string) => relay.wake(sessionId);

  credentials.onChange(() => {
    log(credentials.current() === null ? 'waiting for credentials' : 'credentials read');
    stream.announce();
  });
  if (credentials.current() === null) log('waiting for credentials');

  const app = express().disable('x-powered-by').use(pageHeaders);
  app.get('/health/ready', (_req, res) => {
    res.json({ status: 'ready' });
  });
  app.use(callbackRoutes({ chats, credentials, wake }));
  app.use(botRoutes({ credentials, api, log }));
  app.get('/shop', shopPage({ credentials, publicUrl: options.publicUrl ?? apiUrl }));
  app.use('/api', chatRoutes({ chats, api, stream, wake }));
  app.use(express.static(join(__dirname, 'pages'), { index: 'chat.html' }));
  app.use(errorAnswer(log));
  const server = await listen(app, options.port);

  for (const session of chats.all()) wake(session.id);
  const look = () => {
    lookAtOpenHandoffs(chats, api).catch((error: unknown) => {
      if (!stop.signal.aborted) log(`looking at open handoffs: ${String(error)}`);
    });
  };
  look();
  const looking = setInterval(look, 60_000).unref();

  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return {
    url: `http://localhost:${port}`,
    close: async () => {
      clearInterval(looking);
      stop.abort();
      credentials.close();
      stream.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Pictures and files of agents live elsewhere; everything else is ours. */
const pageHeaders: express.RequestHandler = (_request, response, next) => {
  response.set({
    'content-security-policy':
      "default-src 'self'; img-src 'self' data: http: https:; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  });
  next();
};

function errorAnswer(log: (text: string) => void): ErrorRequestHandler {
  return (error: { status?: number; type?: string; message?: string }, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const status = error.status ?? 500;
    if (status >= 500) log(`error: ${error.message ?? 'unknown'}`);
    const code = error.type === 'entity.too.large' ? 'payload_too_large' : 'invalid_request';
    response
      .status(status)
      .json({ error: { code: status >= 500 ? 'internal' : code, message: 'not accepted' } });
  };
}

function listen(app: Express, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = app.listen(port, '127.0.0.1', (error?: Error) => {
      if (error) reject(error);
      else resolve(server);
    });
  });
}
