import { EventEmitter, once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import type { SessionEvent } from '../../../contract/events';
import { call, type ErrorAnswer } from './client';
import { addTenant, startScene, type Scene, type Tenant } from './scene';

/** A live stream, read into frames. */
async function follow(url: string, key: string, headers: Record<string, string> = {}) {
  const call_ = request(url, {
    headers: { Authorization: `Bearer ${key}`, Accept: 'text/event-stream', ...headers },
  });
  call_.end();
  const [answer] = (await once(call_, 'response')) as [IncomingMessage];
  let text = '';
  answer.setEncoding('utf8');
  answer.on('data', (chunk: string) => (text += chunk));
  answer.on('error', () => undefined);
  const frames = () =>
    text
      .split('\n\n')
      .slice(0, -1)
      .filter((frame) => frame.startsWith('id: '))
      .map((frame) => /^id: (\d+)\nevent: (\w+)\ndata: (.*)$/.exec(frame) ?? [])
      .map(([, id, type, data]) => ({
        id: Number(id),
        type,
        event: JSON.parse(data ?? '{}') as SessionEvent,
      }));
  return { answer, frames, stop: () => call_.destroy() };
}

async function until(check: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!check()) {
    if (Date.now() > deadline) throw new Error('it did not come');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('session events', () => {
  let scene: Scene;
  let tenant: Tenant;
  let handoffId: string;
  let sessionId: string;
  let sessions = 0;
  const path = () => `${scene.url}/api/v1/sessions/${sessionId}/events`;
  const say = (text: string) => scene.store.handoffs.addNotice(handoffId, text, text);

  beforeAll(async () => {
    scene = await startScene({ limits: { stallMs: 1000 } });
    tenant = await addTenant(scene.store);
  });
  afterAll(() => scene.close());
  beforeEach(async () => {
    sessionId = `e${(sessions += 1)}`;
    const { record } = await scene.store.handoffs.open({
      copilotId: tenant.copilotId,
      request: { sessionId, user: {} },
    });
    handoffId = record.handoff.id;
  });

  it('gives the log in pages by seq', async () => {
    for (const word of ['a', 'b', 'c']) await say(word);
    const page = await call<{ items: SessionEvent[]; lastSeq: number }>(
      scene.url,
      'GET',
      `/api/v1/sessions/${sessionId}/events?after=1&limit=2`,
      { key: tenant.apiKey },
    );
    expect(page.body.lastSeq).toBe(4);
    expect(page.body.items.map(({ seq }) => seq)).toEqual([2, 3]);
  });

  it('an unknown session is 404, also as a stream', async () => {
    for (const Accept of ['application/json', 'text/event-stream']) {
      const { status, body } = await call<ErrorAnswer>(scene.url, 'GET', '/api/v1/sessions/nobody/events', {
        key: tenant.apiKey,
        headers: { Accept },
      });
      expect([status, body.error.code]).toEqual([404, 'handoff_not_found']);
    }
  });

  it('streams what was and what comes, each once and in order', async () => {
    await say('before');
    const stream = await follow(path(), tenant.apiKey);
    expect(stream.answer.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    await until(() => stream.frames().length === 2);
    for (let i = 0; i < 20; i += 1) await say(`line ${i}\nsecond`);
    await until(() => stream.frames().length === 22);
    expect(stream.frames().map(({ id }) => id)).toEqual(Array.from({ length: 22 }, (_v, i) => i + 1));
    expect(stream.frames().every(({ id, type, event }) => event.seq === id && event.type === type)).toBe(
      true,
    );
    stream.stop();
  });

  it('F28: goes on after Last-Event-ID, which wins over after', async () => {
    for (const word of ['a', 'b', 'c']) await say(word);
    const stream = await follow(`${path()}?after=1`, tenant.apiKey, { 'Last-Event-ID': '3' });
    await until(() => stream.frames().length === 1);
    expect(stream.frames()[0]?.id).toBe(4);
    stream.stop();
    const wrong = await call<ErrorAnswer>(scene.url, 'GET', `/api/v1/sessions/${sessionId}/events`, {
      key: tenant.apiKey,
      headers: { Accept: 'text/event-stream', 'Last-Event-ID': 'x' },
    });
    expect(wrong.status).toBe(422);
  });

  it('a lost wake-up costs no event: what comes next brings it along', async () => {
    const quiet = jest.spyOn(scene.store.sessions, 'onEvent').mockImplementationOnce((...args) => {
      quiet.mockRestore();
      const [copilotId, session, listener] = args;
      let calls = 0;
      return scene.store.sessions.onEvent(copilotId, session, () => {
        if ((calls += 1) > 1) listener();
      });
    });
    const stream = await follow(path(), tenant.apiKey);
    await until(() => stream.frames().length === 1);
    await say('not told');
    await say('told');
    await until(() => stream.frames().length === 3);
    stream.stop();
  });

  it('F29: a reader who does not read is cut off, and comes back with its last id', async () => {
    const stuck = request(path(), {
      headers: { Authorization: `Bearer ${tenant.apiKey}`, Accept: 'text/event-stream' },
    });
    stuck.on('error', () => undefined);
    stuck.end();
    const [answer] = (await once(stuck, 'response')) as [IncomingMessage];
    answer.on('error', () => undefined);
    answer.pause();
    // More than the sockets hold between them.
    const big = 'x'.repeat(1_000_000);
    for (let i = 0; i < 20; i += 1) await scene.store.handoffs.addNotice(handoffId, `n${i}`, big);
    await until(() => scene.logs.some((line) => line.includes('a reader does not read')));
    stuck.destroy();
    const again = await follow(`${path()}?after=11`, tenant.apiKey);
    await until(() => again.frames().length === 10);
    again.stop();
  });

  it.each([
    ['the session is looked up', 'get'],
    ['its news are listened for', 'onEvent'],
    ['its log is read', 'events'],
  ] as const)('a reader who leaves while %s leaves no listener behind', async (_what, slow) => {
    const { sessions } = scene.store;
    const real = { ...sessions };
    let listeners = 0;
    let isReached = false;
    const hasLeft = new EventEmitter();
    const pauseAt = async (method: typeof slow): Promise<void> => {
      if (method !== slow || isReached) return;
      isReached = true;
      await once(hasLeft, 'left');
    };
    const spies = [
      jest.spyOn(sessions, 'get').mockImplementation(async (...args) => {
        await pauseAt('get');
        return real.get(...args);
      }),
      jest.spyOn(sessions, 'events').mockImplementation(async (...args) => {
        await pauseAt('events');
        return real.events(...args);
      }),
      jest.spyOn(sessions, 'onEvent').mockImplementation(async (...args) => {
        await pauseAt('onEvent');
        const stop = await real.onEvent(...args);
        listeners += 1;
        return () => {
          listeners -= 1;
          return stop();
        };
      }),
    ];
    try {
      scene.api.server.once('request', ({ socket }: IncomingMessage) => {
        socket.once('close', () => hasLeft.emit('left'));
      });
      // With nothing to be sent: a write would find out.
      const reader = request(`${path()}?after=1`, {
        headers: { Authorization: `Bearer ${tenant.apiKey}`, Accept: 'text/event-stream' },
      });
      reader.on('error', () => undefined);
      reader.end();
      await until(() => isReached);
      reader.destroy();
      // Time enough to begin a stream that nobody reads.
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(listeners).toBe(0);
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
  });

  it('a reader who is only slow gets everything, however long', async () => {
    const big = 'y'.repeat(1_000_000);
    for (let i = 0; i < 12; i += 1) await scene.store.handoffs.addNotice(handoffId, `n${i}`, big);
    const stream = await follow(path(), tenant.apiKey);
    stream.answer.pause();
    await new Promise((resolve) => setTimeout(resolve, 200));
    stream.answer.resume();
    await until(() => stream.frames().length === 13);
    stream.stop();
  });

  it('F2: ends when the server goes down, within the drain time', async () => {
    const other = await startScene();
    const own = await addTenant(other.store);
    await other.store.handoffs.open({ copilotId: own.copilotId, request: { sessionId: 's', user: {} } });
    const stream = await follow(`${other.url}/api/v1/sessions/s/events`, own.apiKey);
    await until(() => stream.frames().length === 1);
    const ended = once(stream.answer, 'end');
    const startedMs = Date.now();
    await other.close();
    await ended;
    expect(Date.now() - startedMs).toBeLessThan(8000);
  });
});
