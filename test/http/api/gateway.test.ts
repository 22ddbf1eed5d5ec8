import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import {
  connectTemporal,
  createHandoffGateway,
  type HandoffGateway,
  type TemporalConnection,
} from '../../../api';
import { Unavailable } from '../../../api/http/errors';
import type { HandoffRecord } from '../../../store/types';

const REF = { copilotId: 'cop_x', handoffId: 'ho_x' };
const RECORD = {
  handoff: {
    id: 'ho_x',
    copilotId: 'cop_x',
    sessionId: 's',
    workflowId: 'handoff:cop_x:ho_x',
    createdAt: '2026-11-23T00:00:00.000Z',
  },
  notBefore: null,
} as HandoffRecord;
const TIMERS = { pickupSeconds: 0, agentSilentSeconds: 0, userIdleSeconds: 0 };

describe('R8: the gateway while Temporal is away', () => {
  let silent: Server;
  const sockets = new Set<Socket>();
  const connections: TemporalConnection[] = [];
  const address = process.env['TEMPORAL_ADDRESS'];

  function gatewayTo(port: number): HandoffGateway {
    process.env['TEMPORAL_ADDRESS'] = `127.0.0.1:${port}`;
    const temporal = connectTemporal();
    connections.push(temporal);
    return createHandoffGateway(temporal.client, temporal.connection);
  }

  beforeAll(async () => {
    silent = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
    });
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
  });
  afterAll(async () => {
    if (address === undefined) delete process.env['TEMPORAL_ADDRESS'];
    else process.env['TEMPORAL_ADDRESS'] = address;
    await Promise.all(connections.map((connection) => connection.close()));
    for (const socket of sockets) socket.destroy();
    silent.close();
  });

  it('F9: nobody answers the port, or who answers says nothing: Unavailable within 3 s, by every method', async () => {
    const mute = gatewayTo((silent.address() as AddressInfo).port);
    const refused = gatewayTo(1);
    const startedMs = performance.now();
    const outcomes = await Promise.allSettled(
      [mute, refused].flatMap((gateway) => [
        gateway.start(RECORD, TIMERS),
        gateway.signal(REF, 'userMessage', [{ messageId: 'm', n: 1 }], 'r'),
        gateway.kickCallbacks('cop_x', 's'),
        gateway.ping(),
      ]),
    );
    expect(performance.now() - startedMs).toBeLessThan(3500);
    for (const outcome of outcomes) {
      expect(outcome.status).toBe('rejected');
      expect((outcome as PromiseRejectedResult).reason).toBeInstanceOf(Unavailable);
    }
  });
});
