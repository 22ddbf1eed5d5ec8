import { Client } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { createStore } from '../../store';
import { newKey, onBothEngines, onPostgres } from './engines';
import { newScene } from './scene';

async function until(condition: () => boolean, timeoutMs = 10_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('waited in vain');
    await sleep(10);
  }
}

onBothEngines('live updates', (engine) => {
  it('call back after a commit, with the event there to be read, and for no other session', async () => {
    const { store } = engine;
    const [scene, other] = [await newScene(store), await newScene(store)];
    const seen: number[] = [];
    const stop = await store.sessions.onEvent(scene.copilotId, scene.sessionId, () => {
      void scene.events().then((events) => seen.push(events.length));
    });
    let others = 0;
    const stopOther = await store.sessions.onEvent(other.copilotId, other.sessionId, () => others++);
    await scene.open();
    await until(() => seen.at(-1) === 1);
    await scene.say('m1');
    await until(() => seen.at(-1) === 2);
    await stop();
    await scene.say('m2');
    await other.open();
    await until(() => others === 1);
    expect(seen.at(-1)).toBe(2);
    await stopOther();
  });

  it('reach every listener of a session, also past one that throws, and no change without an event', async () => {
    const { store } = engine;
    const scene = await newScene(store);
    const calls = { first: 0, second: 0 };
    await store.sessions.onEvent(scene.copilotId, scene.sessionId, () => {
      calls.first++;
      throw new Error('a broken listener');
    });
    const count = () => calls.second++;
    const stop = await store.sessions.onEvent(scene.copilotId, scene.sessionId, count);
    const stopTwin = await store.sessions.onEvent(scene.copilotId, scene.sessionId, count);
    const { id } = (await scene.open()).handoff;
    await until(() => calls.first === 1 && calls.second === 2);
    expect(engine.errors.map(({ message }) => message)).toContain('a broken listener');
    await stopTwin();
    await store.handoffs.recordConversation(id, 'conv');
    await store.handoffs.markRunStarted(id);
    await scene.say('m1');
    await until(() => calls.second === 3);
    await sleep(50);
    expect(calls).toEqual({ first: 2, second: 3 });
    await stop();
  });
});

onPostgres('live updates between processes', (engine) => {
  const otherProcess = () =>
    createStore({ databaseUrl: engine.databaseUrl ?? '', encryptionKeys: [newKey()], poolSize: 2 });
  const killListeners = async () => {
    const client = new Client({ connectionString: engine.databaseUrl });
    await client.connect();
    const { rowCount } = await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where query like 'LISTEN%' and datname = current_database()`,
    );
    await client.end();
    return rowCount;
  };

  it('arrive from another process', async () => {
    const scene = await newScene(engine.store);
    let calls = 0;
    const stop = await engine.store.sessions.onEvent(scene.copilotId, scene.sessionId, () => calls++);
    const other = await otherProcess();
    const { copilotId, sessionId } = scene;
    await other.handoffs.open({ copilotId, request: { sessionId, user: {} } });
    await until(() => calls === 1);
    await other.close();
    await stop();
  });

  it('survive the loss of the listening connection: all are woken, and hear what comes after', async () => {
    const scene = await newScene(engine.store);
    let calls = 0;
    const stop = await engine.store.sessions.onEvent(scene.copilotId, scene.sessionId, () => calls++);
    await scene.open();
    await until(() => calls === 1);
    for (let round = 0; round < 3; round++) {
      const before = calls;
      expect(await killListeners()).toBe(1);
      await until(() => calls > before);
      const woken = calls;
      await scene.say(`m${round}`);
      await until(() => calls > woken);
    }
    expect(engine.errors.length).toBeGreaterThanOrEqual(3);
    await stop();
  });

  it('stop with the store, and leave no connection behind', async () => {
    const other = await otherProcess();
    await other.sessions.onEvent('cop_x', 's', () => undefined);
    await other.close();
    const client = new Client({ connectionString: engine.databaseUrl });
    await client.connect();
    const { rows } = await client.query<{ count: string }>(
      `select count(*) from pg_stat_activity where query like 'LISTEN%' and datname = current_database()`,
    );
    await client.end();
    // The one of the suite's own store.
    expect(rows[0]?.count).toBe('1');
  });
});
