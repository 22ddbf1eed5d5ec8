import { io, type Socket } from 'socket.io-client';
import { createOutboundPolicy } from '../../../config/outbound';
import { createStore } from '../../../store';
import type { Store } from '../../../store/types';
import { newKey } from '../../store/engines';
import { eventually } from '../../support/world/http';
import { begin, ORIGIN } from '../widget/scene';
import { startScene, type Scene } from './scene';

const DAY_MS = 86_400_000;
const RECHECK_MS = 60_000;

/** The callbacks of timers that were set for so long. */
const setFor = (timers: jest.SpyInstance, isMeant: (ms: number) => boolean) =>
  (timers.mock.calls as [() => void, number?][])
    .filter(([, ms]) => isMeant(ms ?? 0))
    .map(([callback]) => callback);

describe('an open line of the widget', () => {
  let time: Date | undefined;
  let store: Store;
  let scene: Scene;
  let socket: Socket | undefined;
  beforeAll(async () => {
    store = await createStore({
      pgliteDir: 'memory://',
      encryptionKeys: [newKey()],
      now: () => time ?? new Date(),
    });
    scene = await startScene({ store, outbound: createOutboundPolicy([]) });
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    socket?.disconnect();
    await scene.close();
    await store.close();
  });

  it('stays with a visitor whose session lasts longer than a timer can, and is gone when it has expired', async () => {
    const { copilot } = await store.copilots.create({ name: 'Shop bot', allowedOrigins: [ORIGIN] });
    const session = await begin(scene.url, copilot.publicToken, {});
    const once = jest.spyOn(global, 'setTimeout');
    const repeated = jest.spyOn(global, 'setInterval');
    const line = io(`${scene.url}/widget`, {
      auth: { sessionId: session.id, token: session.token, after: 0 },
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      extraHeaders: { Origin: ORIGIN },
    });
    socket = line;
    const told: unknown[] = [];
    line.on('gone', (why: unknown) => told.push(why));
    await eventually(() => setFor(repeated, (ms) => ms === RECHECK_MS).length > 0);
    const recheck = setFor(repeated, (ms) => ms === RECHECK_MS);

    // Weeks later, in the middle of the session's life.
    time = new Date(Date.now() + 25 * DAY_MS);
    for (const act of [...setFor(once, (ms) => ms > DAY_MS), ...recheck]) act();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([told, line.connected]).toEqual([[], true]);

    time = new Date(Date.now() + 400 * DAY_MS);
    for (const act of recheck) act();
    await eventually(() => !line.connected);
    expect(told).toEqual([{ code: 'unauthorized' }]);
  });
});
