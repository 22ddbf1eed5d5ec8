import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogger, type LogLevel } from '../config/logger';
import { createApp } from './app';
import { createLedgers } from './domain/ledgers';
import type { Outbox, Sim } from './domain/sim';
import { MessageFates } from './domain/message-fates';
import { TicketBus } from './domain/ticket-bus';
import { FaultRules } from './faults/rules';
import { World } from './state/world';
import { WebhookOutbox } from './webhooks/outbox';

export interface SimulatorOptions {
  /** 0 or absent: any free port. */
  port?: number;
  host?: '127.0.0.1';
  /** Where the journal lies, in `<dataDir>/simulator`; absent = memory only. */
  dataDir?: string;
  /** 60 makes the fifteen minutes of webhook retries fifteen seconds. */
  timeFactor?: number;
  logLevel?: LogLevel;
}

export interface Simulator {
  url: string;
  port: number;
  close(): Promise<void>;
}

/** Starts a simulated Zendesk on loopback; with a `dataDir` it goes on where an earlier one was killed. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const host = options.host ?? '127.0.0.1';
  const world = new World(options.dataDir);
  const base = {
    world,
    url: '',
    timeFactor: options.timeFactor ?? 1,
    faults: new FaultRules(),
    ledgers: createLedgers(),
    tickets: new TicketBus(),
    fates: new MessageFates(),
    logger: createLogger('simulator', options.logLevel ?? 'warn'),
  };
  const sim: Sim = Object.assign(base, { outbox: undefined as unknown as Outbox });
  const outbox = new WebhookOutbox(sim);
  Object.assign(sim, { outbox });
  const server = createServer(createApp(sim));
  server.listen(options.port ?? 0, host);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  sim.url = `http://${host}:${port}`;
  outbox.resume();
  sim.logger.info({ url: sim.url }, 'simulator listens');
  return {
    url: sim.url,
    port,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await outbox.close();
      world.journal.close();
    },
  };
}
