import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { startScene, type Scene } from './scene';

/** Node's own servers close an idle connection after five seconds. */
const LONGER_THAN_NODES_MS = 6_500;

describe('an idle connection', () => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await startScene();
  });
  afterAll(() => scene.close());

  it('is left to the load balancer to close, and does not hold up a shutdown', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const isReused = () =>
      new Promise<boolean>((resolve, reject) => {
        const request = get(`${scene.url}/health/live`, { agent }, (response) => {
          response.resume().once('end', () => resolve(request.reusedSocket));
        });
        request.once('error', reject);
      });
    try {
      expect(await isReused()).toBe(false);
      await sleep(LONGER_THAN_NODES_MS);
      expect(await isReused()).toBe(true);
      const beganMs = performance.now();
      await scene.api.close();
      expect(performance.now() - beganMs).toBeLessThan(3_000);
    } finally {
      agent.destroy();
    }
  }, 20_000);
});
