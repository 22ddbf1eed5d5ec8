import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { createCallbackActivities } from '../../../activities/callbacks';
import { createLogger } from '../../../config/logger';
import { createOutboundPolicy } from '../../../config/outbound';
import { Secret } from '../../../config/secret';
import { callbackSchema } from '../../../contract/callbacks';
import { createStore } from '../../../store';
import type { Store } from '../../../store/types';
import { listen, type TestServer } from '../outbound/server';

interface Received {
  headers: Record<string, string>;
  body: string;
}

let store: Store;
let receiver: TestServer;
const received: Received[] = [];
let answer = 200;

beforeAll(async () => {
  const encryptionKeys = [new Secret(randomBytes(32).toString('base64'))];
  store = await createStore({ pgliteDir: 'memory://', encryptionKeys });
  receiver = await listen((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      received.push({ headers: request.headers as Record<string, string>, body });
      response.writeHead(answer).end();
    });
  });
}, 60_000);
afterAll(async () => {
  await receiver.close();
  await store.close();
});

describe('callbacks as the store writes them', () => {
  it('arrive in the shape of the contract, signed with the secret the admin was shown, and are logged', async () => {
    const { copilot, callbackSecret } = await store.copilots.create({
      name: 'demo',
      callbackUrl: `http://127.0.0.1:${receiver.port}/callbacks`,
    });
    const copilotId = copilot.id;
    const request = { sessionId: 's1', user: { name: 'Jane' } };
    const { record } = await store.handoffs.open({ copilotId, request });
    await store.handoffs.accept(record.handoff.id, 'transferred');
    const finished = { reason: 'user_ended', detail: null, notice: null } as const;
    await store.handoffs.finish({ handoffId: record.handoff.id, ...finished });
    const activities = createCallbackActivities({
      store,
      outbound: createOutboundPolicy([`127.0.0.1:${receiver.port}`]),
      logger: createLogger('test', 'silent'),
    });
    const send = () => activities.sendDueCallbacks({ copilotId, sessionId: 's1' });

    answer = 500;
    expect(await send()).toMatchObject({ sent: 0, failed: 0 });
    const [held] = (await store.callbacks.list({ copilotId, status: 'pending', limit: 10 })).items.slice(-1);
    expect(held).toMatchObject({ status: 'pending', attempts: 1, lastError: 'HTTP 500' });

    answer = 200;
    await store.copilots.rotateCallbackSecret(copilotId);
    if (held !== undefined) await store.callbacks.redeliver(held.id);
    const result = await send();
    expect(result).toMatchObject({ failed: 0, nextDueInMs: null });
    expect(received).toHaveLength(1 + result.sent);

    const verifier = new Webhook(callbackSecret.reveal());
    const taken = received
      .slice(1)
      .map(({ headers, body }) => callbackSchema.parse(verifier.verify(body, headers)));
    expect(taken.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['handoff.started', 'handoff.ended']) as unknown,
    );
    expect(taken[0]?.type).toBe('handoff.started');
    expect(taken.at(-1)?.type).toBe('handoff.ended');
    const order = taken.map(({ data }) => data.seq);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(received.map(({ headers }) => headers['webhook-id'])).toEqual([
      taken[0]?.id,
      ...taken.map(({ id }) => id),
    ]);
    expect(received[1]?.body).toBe(received[0]?.body);
    expect(received[1]?.headers['webhook-signature']?.split(' ')).toHaveLength(2);
    const { items } = await store.callbacks.list({ copilotId, limit: 100 });
    expect(items.every(({ status }) => status === 'delivered')).toBe(true);
    expect(items).toHaveLength(result.sent);
  });
});
