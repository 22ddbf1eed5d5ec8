import { setTimeout as sleep } from 'node:timers/promises';
import { startCatchUp } from '../../../api/webhook/catch-up';
import { eventually } from '../../support/world/http';
import { call } from './client';
import { addTenant, startScene, type Scene, type Tenant } from './scene';
import { agentText, envelope, hex } from './webhook-fixtures';
import { deliver, openHandoff } from './webhook-scene';

let scene: Scene;
let tenant: Tenant;
beforeAll(async () => {
  scene = await startScene();
  tenant = await addTenant(scene.store);
});
afterAll(() => scene.close());

const looks = (handoffId: string) =>
  scene.gateway.of(handoffId).filter(({ name }) => name === 'retryRequested').length;

it('F6: an API that starts asks every open handoff to look for what webhooks lost', async () => {
  const { handoff } = await openHandoff(scene, tenant);
  const catchUp = startCatchUp(scene.deps);
  await eventually(() => looks(handoff.id) === 1);
  await catchUp.stop();
});

it('F6: after webhooks were refused, open handoffs are asked to look as soon as Temporal is back, and once', async () => {
  const { handoff, about } = await openHandoff(scene, tenant);
  scene.gateway.isAway = true;
  try {
    expect((await deliver(scene, tenant, [agentText(about, 'lost')])).status).toBe(503);
    await sleep(2_500);
  } finally {
    scene.gateway.isAway = false;
  }
  await eventually(() => looks(handoff.id) === 1);
  expect((await deliver(scene, tenant, [agentText(about, 'heard')])).status).toBe(200);
  await sleep(2_500);
  expect(looks(handoff.id)).toBe(1);
});

describe('a webhook that is refused for good takes the other events of its batch along', () => {
  const withMany = (value: unknown) => [
    { ...agentText({ conversationId: hex(), metadata: {} }, 'x'), odd: value },
  ];
  const nested = (levels: number): unknown => (levels === 0 ? 1 : { in: nested(levels - 1) });
  const REFUSED: [string, number, unknown][] = [
    ['more than 32 levels', 400, envelope(withMany(nested(40)))],
    [
      'more than 1,000 keys',
      400,
      envelope(withMany(Object.fromEntries([...Array(1001).keys()].map((n) => [`k${n}`, n])))),
    ],
    ['more than 1 MB', 413, envelope(withMany('x'.repeat(1_100_000)))],
    ['no envelope', 400, { events: 'none' }],
  ];
  const knock = async (to: Tenant, body: unknown, secret = to.webhookSecret) => {
    const headers = { 'X-API-Key': secret };
    return (await call(scene.url, 'POST', `/webhooks/zendesk/${to.webhookKey}`, { body, headers })).status;
  };

  it.each(REFUSED)('W2: %s: open handoffs look at once', async (what, status, body) => {
    const own = await addTenant(scene.store, { webhookSecret: `secret ${what}` });
    const { handoff } = await openHandoff(scene, own);
    expect(await knock(own, body)).toBe(status);
    await eventually(() => looks(handoff.id) === 1, { withinMs: 5_000 });
  });

  it('who does not have the secret brings about no look', async () => {
    const own = await addTenant(scene.store, { webhookSecret: 'nobody knows it' });
    const { handoff } = await openHandoff(scene, own);
    for (const [, , body] of REFUSED) expect(await knock(own, body, 'guessed')).toBe(401);
    await sleep(4_500);
    expect(looks(handoff.id)).toBe(0);
  });
});

it('handoffs that cannot be asked hold up nobody, are tried again less and less often, and the others are asked once', async () => {
  const own = await addTenant(scene.store, { webhookSecret: 'of-many' });
  const handoffs: string[] = [];
  for (let n = 0; n < 8; n += 1) handoffs.push((await openHandoff(scene, own)).handoff.id);
  // More than would be taken for an outage, and the first of all among them.
  const failing = new Set(handoffs.slice(0, 4));
  const others = handoffs.slice(4);
  const tries = new Map(handoffs.map((id) => [id, [] as { atMs: number; requestId: string }[]]));
  const signal = scene.gateway.signal.bind(scene.gateway);
  const spy = jest.spyOn(scene.gateway, 'signal').mockImplementation((ref, name, args, requestId) => {
    tries.get(ref.handoffId)?.push({ atMs: performance.now(), requestId });
    if (failing.has(ref.handoffId)) return Promise.reject(new Error('this one fails'));
    return signal(ref, name, args, requestId);
  });
  const of = (id: string | undefined) => tries.get(id ?? '') ?? [];
  const catchUp = startCatchUp(scene.deps);
  try {
    await eventually(() => others.every((id) => looks(id) === 1));
    await eventually(() => of(handoffs[0]).length >= 3, { withinMs: 30_000 });
    expect(others.map((id) => of(id).length)).toEqual(others.map(() => 1));
    const [first = 0, second = 0, third = 0] = of(handoffs[0]).map(({ atMs }) => atMs);
    // A slow machine makes them longer, never shorter.
    expect(second - first).toBeGreaterThanOrEqual(2_000);
    expect(third - second).toBeGreaterThanOrEqual(4_000);
    expect(new Set(of(handoffs[0]).map(({ requestId }) => requestId)).size).toBe(1);
    failing.clear();
    await eventually(() => handoffs.every((id) => looks(id) === 1), { withinMs: 30_000 });
  } finally {
    spy.mockRestore();
    await catchUp.stop();
  }
}, 90_000);

it('a copilot whose handoffs all fail does not hold up the others', async () => {
  const stuck = await addTenant(scene.store, { webhookSecret: 'of-the-stuck' });
  const well = await addTenant(scene.store, { webhookSecret: 'of-the-well' });
  const { handoff: fails } = await openHandoff(scene, stuck);
  const { handoff: works } = await openHandoff(scene, well);
  const signal = scene.gateway.signal.bind(scene.gateway);
  const spy = jest
    .spyOn(scene.gateway, 'signal')
    .mockImplementation((ref, ...rest) =>
      ref.handoffId === fails.id ? Promise.reject(new Error('this one fails')) : signal(ref, ...rest),
    );
  const catchUp = startCatchUp(scene.deps);
  try {
    await eventually(() => looks(works.id) === 1);
  } finally {
    spy.mockRestore();
    await catchUp.stop();
  }
});
