import { randomBytes } from 'node:crypto';
import { Secret } from '../../config/secret';
import { createStore } from '../../store';
import type { Store } from '../../store/types';
import { newKey, onBothEngines, onPostgres } from './engines';

const MINUTE_MS = 60_000;
const start = new Date('2030-01-01T10:00:00.000Z');
const after = (minutes: number) => new Date(start.getTime() + minutes * MINUTE_MS);

onBothEngines('settings', (engine) => {
  const newCopilot = async () => (await engine.store.copilots.create({ name: 'Bot' })).copilot.id;

  describe('S31: sessions of admins', () => {
    const idleMs = 30 * MINUTE_MS;
    const open = async () => {
      const id = randomBytes(32).toString('base64url');
      engine.setTime(start);
      const tokenTag = (idHash: string) => `tag of ${idHash}`;
      await engine.store.adminSessions.create({ id, tokenTag, expiresAt: after(720), idleMs });
      return id;
    };
    const isLive = async (id: string, minutes: number) => {
      engine.setTime(after(minutes));
      return (await engine.store.adminSessions.touch(id, idleMs)) !== undefined;
    };

    it('end after half an hour without a request; each request moves that on', async () => {
      const id = await open();
      for (const minutes of [29, 58, 87]) expect(await isLive(id, minutes)).toBe(true);
      expect(await isLive(id, 117)).toBe(false);
      // Once over it stays over, whatever the clock.
      const other = await open();
      expect(await isLive(other, 30)).toBe(false);
    });

    it('end after twelve hours, however busy', async () => {
      const id = await open();
      for (let minutes = 20; minutes < 720; minutes += 20) expect(await isLive(id, minutes)).toBe(true);
      expect(await isLive(id, 720)).toBe(false);
    });

    it('are found by their id alone, which is not in the database', async () => {
      const id = await open();
      const session = await engine.store.adminSessions.touch(id, idleMs);
      expect(session?.idHash).toMatch(/^[0-9a-f]{64}$/);
      expect(session?.tokenTag).toBe(`tag of ${session?.idHash ?? ''}`);
      expect(JSON.stringify(session)).not.toContain(id);
      expect(await engine.store.adminSessions.touch(session?.idHash ?? '', idleMs)).toBeUndefined();
      await engine.store.adminSessions.delete(id);
      expect(await isLive(id, 0)).toBe(false);
    });
  });

  describe('the log of a connection', () => {
    it('counts the same thing within ten minutes, keeps others apart, and is pruned', async () => {
      const { connectionLog } = engine.store;
      const copilotId = await newCopilot();
      const add = (minutes: number, message: string, count?: number) => {
        engine.setTime(after(minutes));
        const entry = { copilotId, kind: 'events_ignored', level: 'info', message } as const;
        return connectionLog.add({ ...entry, ...(count === undefined ? {} : { count }) });
      };
      await add(0, 'foreign');
      await add(9, 'foreign', 5);
      await add(9, 'unreadable');
      await add(11, 'foreign');
      const { items } = await connectionLog.list({ copilotId, limit: 10 });
      expect(items.map(({ message, count, lastAt }) => [message, count, lastAt])).toEqual([
        ['foreign', 1, after(11).toISOString()],
        ['unreadable', 1, after(9).toISOString()],
        ['foreign', 6, after(9).toISOString()],
      ]);
      expect(await connectionLog.count(copilotId, 'events_ignored', start)).toBe(8);
      const page = await connectionLog.list({ copilotId, limit: 2 });
      const next = await connectionLog.list({ copilotId, limit: 2, after: page.next ?? '' });
      expect([...page.items, ...next.items]).toEqual(items);
      await connectionLog.prune(after(10));
      expect((await connectionLog.list({ copilotId, limit: 10 })).items).toHaveLength(1);
    });
  });

  it('S30: a log and a token are of one copilot', async () => {
    const { connectionLog, support } = engine.store;
    const [one, other] = [await newCopilot(), await newCopilot()];
    await connectionLog.add({ copilotId: one, kind: 'verified', level: 'info', message: 'x' });
    await support.save(one, { email: 'a@x.test', token: new Secret('support-token') });
    expect((await connectionLog.list({ copilotId: other, limit: 10 })).items).toEqual([]);
    expect(await support.get(other)).toBeUndefined();
    expect((await support.get(one))?.token.reveal()).toBe('support-token');
  });
});

onPostgres('S33: encryption keys are rotated under load', (engine) => {
  it('in two steps, both known everywhere before the new one encrypts: not one read or save fails', async () => {
    const [old, fresh] = [newKey(), newKey()];
    const open = (encryptionKeys: Secret[]) =>
      createStore({ databaseUrl: engine.databaseUrl ?? '', encryptionKeys, poolSize: 3 });
    const first = await open([old]);
    const stores: Store[] = [first];
    const { copilot } = await first.copilots.create({ name: 'Bot' });
    const copilotId = copilot.id;
    await first.support.save(copilotId, { email: 'a@x.test', token: new Secret('support-0') });
    const failures: unknown[] = [];
    let calls = 0;
    const stopped = new AbortController();
    const load = (async () => {
      for (let n = 0; !stopped.signal.aborted; n++) {
        const store = stores[n % stores.length] ?? first;
        try {
          if (n % 5 === 0)
            await store.support.save(copilotId, { email: 'a@x.test', token: new Secret(`support-${n}`) });
          if (n % 7 === 0) await store.copilots.rotateCallbackSecret(copilotId);
          const support = await store.support.get(copilotId);
          const found = await store.copilots.getWhole(copilotId);
          if (support === undefined || found === undefined || found.callbackSecrets.length === 0)
            throw new Error('gone');
          calls++;
        } catch (error) {
          failures.push(error);
        }
      }
    })();
    const settle = () => new Promise((resolve) => setTimeout(resolve, 300));
    await settle();
    // Step 1: every process learns the new key, the old one still encrypts. Step 2: the new one in front. A start after all of
    // these takes up what a process of step 1 has written meanwhile; then the old one can go.
    const steps = [[old, fresh], [fresh, old], [fresh, old], [fresh]];
    for (const keys of steps) {
      stores.push(await open(keys));
      await settle();
      const retired = stores.shift();
      await settle();
      await retired?.close();
    }
    stopped.abort();
    await load;
    expect(failures).toEqual([]);
    expect(calls).toBeGreaterThan(20);
    await Promise.all(stores.map((store) => store.close()));
  }, 60_000);
});
