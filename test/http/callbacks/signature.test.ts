import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { Secret } from '../../../config/secret';
import { bench, newSecret, type Bench, type Received } from './bench';

interface Delivery {
  secret: string;
  headers: Record<string, string>;
  body: string;
}

let on: Bench;
afterEach(() => on.close());

function signed({ headers, body }: Received, secret: string): Delivery {
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
  return { secret, body, headers: Object.fromEntries(names.map((name) => [name, String(headers[name])])) };
}

/** What a package says of each delivery. */
const judgedBy =
  (Webhook: typeof StandardWebhook | typeof SvixWebhook) =>
  (deliveries: Delivery[]): boolean[] =>
    deliveries.map(({ secret, headers, body }) => {
      try {
        new Webhook(secret).verify(body, headers);
        return true;
      } catch {
        return false;
      }
    });

const VERIFIERS = [
  ['standardwebhooks', judgedBy(StandardWebhook)],
  ['svix', judgedBy(SvixWebhook)],
] as const;

async function deliverOne(change: Parameters<typeof bench>[2] = {}): Promise<Received> {
  on = await bench(1, () => 204, change);
  expect(await on.run()).toEqual({ sent: 1, failed: 0, nextDueInMs: null, holdMs: 0 });
  const [received] = on.received;
  if (received === undefined) throw new Error('nothing arrived');
  return received;
}

describe.each(VERIFIERS)('S29: a callback, judged by the package %s', (_name, verify) => {
  it('is accepted as it came', async () => {
    const received = await deliverOne();
    expect(verify([signed(received, on.secret)])).toEqual([true]);
  });

  it('is refused when anything signed was changed, or is six minutes off', async () => {
    const delivery = signed(await deliverOne(), on.secret);
    const { headers, body } = delivery;
    const shifted = (seconds: number) => String(Number(headers['webhook-timestamp']) + seconds);
    const forged: Delivery[] = [
      { ...delivery, body: body.replace('Grüße', 'Grusse') },
      { ...delivery, body: `${body} ` },
      { ...delivery, headers: { ...headers, 'webhook-id': 'evt_other' } },
      { ...delivery, headers: { ...headers, 'webhook-timestamp': shifted(1) } },
      { ...delivery, headers: { ...headers, 'webhook-timestamp': shifted(360) } },
      { ...delivery, headers: { ...headers, 'webhook-timestamp': shifted(-360) } },
      { ...delivery, headers: { ...headers, 'webhook-signature': '' } },
      { ...delivery, secret: newSecret() },
    ];
    expect(verify(forged)).toEqual(forged.map(() => false));
  });

  it('signed long ago with the right secret is refused too', async () => {
    on = await bench(1);
    on.clock.nowMs -= 360_000;
    on.rows.forEach((row) => (row.nextAttemptAt = new Date(0)));
    await on.run();
    expect(verify(on.received.map((received) => signed(received, on.secret)))).toEqual([false]);
  });

  it('F33: during a rotation is accepted with the new secret and with the old one', async () => {
    const [newer, older] = [newSecret(), newSecret()];
    const received = await deliverOne({
      change: (row) => (row.secrets = [new Secret(newer), new Secret(older)]),
    });
    expect(String(received.headers['webhook-signature']).split(' ')).toHaveLength(2);
    const stranger = newSecret();
    expect(verify([newer, older, stranger].map((secret) => signed(received, secret)))).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('what a callback looks like on the wire', () => {
  it('is a POST of the stored bytes with the headers of Standard Webhooks', async () => {
    const received = await deliverOne();
    expect(on.server.requests[0]).toMatchObject({ method: 'POST', url: '/callbacks?token=hunter2' });
    expect(received.body).toBe(on.rows[0]?.body);
    expect(received.headers).toMatchObject({
      'content-type': 'application/json',
      'user-agent': 'zendesk-handoff',
      'webhook-id': 'evt_0',
      'webhook-timestamp': String(Math.floor(on.clock.nowMs / 1_000)),
      'webhook-signature': expect.stringMatching(/^v1,[A-Za-z0-9+/]{43}=$/) as unknown,
    });
  });

  it('S29: keeps id and bytes over repeats, and is signed anew for the time of each', async () => {
    on = await bench(1, (n) => (n < 2 ? 500 : 200));
    await on.run();
    on.clock.nowMs += 5_000;
    await on.run();
    on.clock.nowMs += 300_000;
    expect(await on.run()).toMatchObject({ sent: 1 });

    expect(new Set(on.received.map(({ body }) => body)).size).toBe(1);
    expect(new Set(on.received.map(({ headers }) => headers['webhook-id']))).toEqual(new Set(['evt_0']));
    const times = on.received.map(({ headers }) => Number(headers['webhook-timestamp']));
    expect(times.map((time) => time - (times[0] ?? 0))).toEqual([0, 5, 305]);
    const signatures = on.received.map(({ headers }) => headers['webhook-signature']);
    expect(new Set(signatures).size).toBe(3);
  });
});
