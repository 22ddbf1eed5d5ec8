import { addTenant, startScene, type Scene, type Tenant } from './scene';
import { agentText, hex } from './webhook-fixtures';
import { deliver } from './webhook-scene';

const EVENTS = 500;
const AT_ONCE = 10;
/** Of the fault model; the median, since one machine runs the sender, the API and the database. */
const MEDIAN_MS = 20 * AT_ONCE;

let scene: Scene;
let tenant: Tenant;
beforeAll(async () => {
  scene = await startScene();
  tenant = await addTenant(scene.store);
});
afterAll(() => scene.close());

it('F25: the account’s other conversations are answered 200 at once, and Temporal never hears of them', async () => {
  const tookMs: number[] = [];
  const some = async () => {
    for (let n = 0; n < EVENTS / AT_ONCE; n += 1) {
      const sentMs = performance.now();
      const { status } = await deliver(scene, tenant, [agentText({ conversationId: hex() }, 'not ours')]);
      tookMs.push(performance.now() - sentMs);
      expect(status).toBe(200);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, some));
  expect(scene.gateway.signals).toEqual([]);
  expect(scene.gateway.starts).toEqual([]);
  expect(tookMs.sort((a, b) => a - b)[EVENTS / 2]).toBeLessThan(MEDIAN_MS);
});
