import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { createApp } from './app';
import { limitsOf, type ApiDeps } from './deps';
import { startSessions } from './hosted/create-service';
import { createOriginCheck } from './hosted/origins';
import { watchBodies } from './http/slow-bodies';
import { startRealtime } from './realtime/server';
import { createOpenStreams } from './sessions/open-streams';
import { startCatchUp } from './webhook/catch-up';

const HEADERS_TIMEOUT_MS = 10_000;
/** For a whole request with its body: the largest file over a poor line. Slow senders are cut long before it (S10). */
const REQUEST_TIMEOUT_MS = 10 * 60_000;
/**
 * Longer than load balancers keep idle connections to us (AWS 60 s, Traefik 90 s, Google 600 s): whoever closes first must be the
 * caller, or a request that is just setting out meets a closed door, and is lost unless the caller repeats it.
 */
const KEEP_ALIVE_MS = 620_000;
const PROBE_AFTER_MS = 60_000;
/** What is being answered has this long at a shutdown, then its connection is cut. */
const DRAIN_MS = 8000;
const IDLE_CHECK_MS = 100;

export interface RunningApi {
  server: Server;
  /** Takes nothing new, ends the live streams, lets answers finish: at most 8 s. Only then close Temporal and the store. */
  close: () => Promise<void>;
}

/** Serves the API. @throws when the address is in use. */
export async function startApi(deps: ApiDeps, listen: { port: number; host: string }): Promise<RunningApi> {
  const streams = createOpenStreams();
  const catchUp = startCatchUp(deps);
  const origins = createOriginCheck({ store: deps.store, publicUrl: deps.config.publicUrl });
  const running = startSessions(deps);
  const { sessions } = running;
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      // Probes: what passes TCP through forgets a silent connection in some minutes, and a phone goes without a word.
      keepAlive: true,
      keepAliveInitialDelay: PROBE_AFTER_MS,
      // The timeouts are looked at this often; the default would add half a minute to them.
      connectionsCheckingInterval: 5000,
    },
    createApp({ ...deps, catchUp }, { streams, sessions, origins }),
  );
  const io = startRealtime(server, { deps, sessions, origins });
  watchBodies(server, limitsOf(deps));
  try {
    server.listen(listen.port, listen.host);
    await once(server, 'listening');
  } catch (error) {
    await running.stop();
    throw error;
  }

  let closed: Promise<void> | undefined;
  return {
    server,
    close: async () => {
      closed ??= drain(server, () => {
        streams.endAll();
        // Told to come back elsewhere, each after a moment of its own.
        io.disconnectSockets(true);
        void io.engine.close();
      }).then(() => Promise.all([running.stop(), catchUp.stop()]).then(() => undefined));
      return closed;
    },
  };
}

async function drain(server: Server, endStreams: () => void): Promise<void> {
  const done = once(server, 'close');
  server.close();
  endStreams();
  const idle = setInterval(() => {
    server.closeIdleConnections();
  }, IDLE_CHECK_MS);
  const cut = setTimeout(() => {
    server.closeAllConnections();
  }, DRAIN_MS);
  try {
    await done;
  } finally {
    clearInterval(idle);
    clearTimeout(cut);
  }
}
