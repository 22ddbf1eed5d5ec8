import { setTimeout as sleep } from 'node:timers/promises';
import { startCatchUp } from '../../../api/webhook/catch-up';
import { eventually } from '../../support/world/http';
import { addTenant, startScene, type Scene, type Tenant } from './scene';
import { agentText } from './webhook-fixtures';
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
