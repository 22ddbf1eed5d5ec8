import { addTenant, startScene, type Scene, type Tenant } from './scene';
import { agentText, hex } from './webhook-fixtures';
import { deliver } from './webhook-scene';

const EVENTS = 200;
const AT_ONCE = 10;

let scene: Scene;
let tenant: Tenant;
beforeAll(async () => {
  scene = await startScene();
  tenant = await addTenant(scene.store);
});
afterAll(() => scene.close());

it('F25, S50: the account’s other conversations are answered 200, and Temporal never hears of them', async () => {
  const some = async () => {
    for (let n = 0; n < EVENTS / AT_ONCE; n += 1) {
      const { status } = await deliver(scene, tenant, [agentText({ conversationId: hex() }, 'not ours')]);
      expect(status).toBe(200);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, some));
  expect(scene.gateway.signals).toEqual([]);
  expect(scene.gateway.starts).toEqual([]);
});
