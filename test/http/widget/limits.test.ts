import { agentText, hex } from '../api/webhook-fixtures';
import { addTenant } from '../api/scene';
import { deliver } from '../api/webhook-scene';
import { startWidgetScene, type WidgetScene } from './scene';

const ALLOWED = 4;

let scene: WidgetScene;
beforeAll(async () => {
  scene = await startWidgetScene({ newSessionsPerMinute: ALLOWED, failedKeysPerMinute: ALLOWED });
});
afterAll(() => scene.close());

it('S39: a budget goes by the address of the line, whatever X-Forwarded-For says; who is in and Zendesk go on', async () => {
  const copilot = await scene.copilot();
  const ask = (n: number) =>
    fetch(`${scene.url}/api/v1/widget/sessions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${copilot.publicToken}`,
        'content-type': 'application/json',
        'x-forwarded-for': `203.0.113.${n}`,
        forwarded: `for=203.0.113.${n}`,
      },
      body: '{}',
    });
  const inside = await copilot.begin();
  const statuses: number[] = [];
  let refused: Response | undefined;
  for (let n = 1; n <= ALLOWED; n += 1) {
    const answer = await ask(n);
    statuses.push(answer.status);
    if (answer.status === 429) refused = answer;
  }
  expect(statuses).toEqual([201, 201, 201, 429]);
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused?.json()).toMatchObject({ error: { code: 'rate_limited' } });
  expect((await inside.read()).status).toBe(200);

  const tenant = await addTenant(scene.store);
  for (let n = 0; n < ALLOWED * 5; n += 1) {
    const { status } = await deliver(scene, tenant, [agentText({ conversationId: hex() }, 'not ours')]);
    expect(status).toBe(200);
  }
});
