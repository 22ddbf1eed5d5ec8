import { at, items, openScene, pause, until, type Answer, type Json, type Scene } from './scene';
import { connect, say, talk, texts } from './steps';

let scene: Scene;
let who: { conversationId: string; externalId: string };
beforeEach(async () => {
  scene = await openScene({ timeFactor: 600 });
  who = await talk(scene);
});
afterEach(() => scene.close());

const rule = async (body: Json): Promise<string> => {
  const answer = await scene.open('POST', '/simulator/faults', body);
  expect(answer.status).toBe(201);
  return String(at(answer.body, 'fault', 'id'));
};

const post = (text: string): Promise<Answer> =>
  scene.api('POST', `/conversations/${who.conversationId}/messages`, {
    author: { type: 'business' },
    content: { type: 'text', text },
    metadata: { messageId: `id-${text}` },
  });

/** The same call without the help of a client: what came, and whether the connection broke. */
async function rawPost(
  text: string,
): Promise<{ status?: number; type?: string | null; body?: string; broken: boolean }> {
  try {
    const answer = await fetch(
      `${scene.simulator.url}/sc/v2/apps/${scene.appId}/conversations/${who.conversationId}/messages`,
      {
        method: 'POST',
        redirect: 'manual',
        headers: {
          authorization: `Basic ${Buffer.from(`${scene.keyId}:${scene.secret}`).toString('base64')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ author: { type: 'business' }, content: { type: 'text', text } }),
        signal: AbortSignal.timeout(500),
      },
    );
    const { status, headers } = answer;
    const seen = { status, type: headers.get('content-type') };
    return await answer.text().then(
      (body) => ({ ...seen, body, broken: false }),
      () => ({ ...seen, broken: true }),
    );
  } catch {
    return { broken: true };
  }
}

async function committed(): Promise<unknown[]> {
  const log = items(await scene.open('GET', `/simulator/log?appId=${scene.appId}&kind=message`));
  return log.map((entry) => at(entry, 'content', 'text'));
}

describe('faults of the API', () => {
  it('answers the status, headers and body of the rule, before the commit for nothing and after it for something', async () => {
    await rule({
      op: 'postMessage',
      times: 1,
      do: { type: 'status', status: 429, headers: { 'Retry-After': '7' } },
    });
    await rule({
      op: 'postMessage',
      nth: 1,
      when: 'after',
      do: { type: 'status', status: 502, body: '<h1>Bad gateway</h1>' },
    });
    const limited = await post('not committed');
    const gateway = await rawPost('committed');
    expect([limited.status, at(limited.body, 'errors', 0, 'code')]).toEqual([429, 'too_many_requests']);
    expect([gateway.status, gateway.body]).toEqual([502, '<h1>Bad gateway</h1>']);
    expect((await post('well')).status).toBe(201);
    expect(await committed()).toEqual(['committed', 'well']);
  });

  it.each([
    ['before', []],
    ['after', ['x']],
  ])('breaks the connection %s the commit by drop, reset and hang', async (when, kept) => {
    for (const type of ['drop', 'reset', 'hang']) {
      const id = await rule({ op: 'postMessage', when, do: { type } });
      expect(await rawPost('x')).toEqual({ broken: true });
      await scene.open('DELETE', `/simulator/faults/${id}`);
    }
    expect(await committed()).toEqual([...kept, ...kept, ...kept]);
  });

  it('cuts the answer in the middle after the commit', async () => {
    await rule({ op: 'postMessage', when: 'after', times: 1, do: { type: 'half', bytes: 10 } });
    expect(await rawPost('half')).toMatchObject({ status: 201, broken: true });
    expect(await committed()).toEqual(['half']);
  });

  it('drips an answer that arrives whole when one waits for it', async () => {
    await rule({ op: 'getConversation', do: { type: 'drip', ms: 1 }, when: 'after' });
    const answer = await scene.api('GET', `/conversations/${who.conversationId}`);
    expect(at(answer.body, 'conversation', 'id')).toBe(who.conversationId);
  });

  it('lies with an HTML page, an empty 2xx and a redirect', async () => {
    await rule({ op: '*', times: 1, do: { type: 'html200' } });
    await rule({ op: '*', times: 1, do: { type: 'empty2xx', status: 204 } });
    await rule({ op: '*', times: 1, do: { type: 'redirect', location: 'http://127.0.0.1:9/' } });
    expect(await rawPost('x')).toMatchObject({ status: 200, type: 'text/html; charset=utf-8' });
    expect(await rawPost('x')).toMatchObject({ status: 204, body: '' });
    expect(await rawPost('x')).toMatchObject({ status: 302, body: '' });
    expect(await committed()).toEqual([]);
  });

  it('sends the webhook before the answer when the answer is delayed after the commit', async () => {
    await connect(scene, { seat: false });
    await rule({ op: 'postMessage', when: 'after', do: { type: 'delay', ms: 300 } });
    const startedAt = Date.now();
    const answer = await post('early bird');
    expect([answer.status, texts(scene)]).toEqual([201, ['early bird']]);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(295);
    expect((scene.hook.received[0]?.atMs ?? Infinity) - startedAt).toBeLessThan(295);
  });

  it('hides fresh messages and conversations from a stale read', async () => {
    await post('old');
    await pause(250);
    await post('fresh');
    await rule({ op: 'listMessages', do: { type: 'stale-read', ms: 200 } });
    const list = await scene.api('GET', `/conversations/${who.conversationId}/messages`);
    expect(items(list, 'messages').map((message) => at(message, 'content', 'text'))).toEqual(['old']);
    const fresh = await talk(scene);
    await rule({ op: 'getConversation', do: { type: 'stale-read', ms: 5_000 } });
    expect((await scene.api('GET', `/conversations/${fresh.conversationId}`)).status).toBe(404);
  });

  it('holds a rule against operation, app, conversation, text and message id', async () => {
    const status = { type: 'status', status: 500 };
    const other = await talk(scene);
    await rule({ op: 'postMessage', conversationId: other.conversationId, do: status });
    await rule({ op: 'postMessage', appId: '0'.repeat(24), do: status });
    await rule({ op: 'listMessages', do: status });
    await rule({ op: 'postMessage', match: { text: 'poison' }, do: status });
    await rule({ op: 'postMessage', match: { messageId: 'id-marked' }, do: status });
    expect((await post('well')).status).toBe(201);
    expect((await post('a poisoned one')).status).toBe(500);
    expect((await post('marked')).status).toBe(500);
  });

  it('fires from the nth match on for so many times, and by chance the same way for the same seed', async () => {
    const id = await rule({ op: 'postMessage', nth: 2, times: 2, do: { type: 'status', status: 503 } });
    const statuses: number[] = [];
    for (const text of ['1', '2', '3', '4']) statuses.push((await post(text)).status);
    expect(statuses).toEqual([201, 503, 503, 201]);
    await scene.open('DELETE', `/simulator/faults/${id}`);
    const runs: string[] = [];
    for (let run = 0; run < 2; run += 1) {
      const chance = await rule({ op: 'postMessage', p: 0.5, seed: 7, do: { type: 'status', status: 500 } });
      let outcome = '';
      for (let n = 0; n < 12; n += 1) outcome += String((await post('x')).status).slice(0, 1);
      runs.push(outcome);
      await scene.open('DELETE', `/simulator/faults/${chance}`);
    }
    expect(runs[0]).toBe(runs[1]);
    expect(new Set(runs[0])).toEqual(new Set(['2', '5']));
  });

  it('lists, removes and refuses rules', async () => {
    const id = await rule({ op: '*', do: { type: 'hang' } });
    expect(items(await scene.open('GET', '/simulator/faults'))).toMatchObject([{ id, matched: 0, fired: 0 }]);
    expect((await scene.open('DELETE', `/simulator/faults/${id}`)).status).toBe(200);
    expect((await scene.open('DELETE', `/simulator/faults/${id}`)).status).toBe(404);
    const bad = await scene.open('POST', '/simulator/faults', { op: 'webhook', do: { type: 'half' } });
    expect([bad.status, at(bad.body, 'error', 'code')]).toEqual([422, 'invalid_request']);
    await rule({ op: '*', do: { type: 'hang' } });
    await scene.open('DELETE', '/simulator/faults');
    expect(items(await scene.open('GET', '/simulator/faults'))).toEqual([]);
  });
});

describe('faults of webhooks', () => {
  const webhook = (action: Json, more: Json = {}) => rule({ op: 'webhook', do: action, ...more });
  beforeEach(() => connect(scene, { seat: false, triggers: ['conversation:message'] }));

  it('repeats an event as often as the rule says, with the same id', async () => {
    await webhook({ type: 'dup', n: 3 });
    await post('again');
    await until(() => (texts(scene).length === 3 ? true : undefined));
    expect(new Set(scene.hook.received.map((call) => call.body.events[0]?.id)).size).toBe(1);
  });

  it('shuffles a window of events, losing none', async () => {
    await webhook({ type: 'reorder', window: 5 }, { seed: 3 });
    for (const text of ['1', '2', '3', '4', '5']) await post(text);
    await until(() => (texts(scene).length === 5 ? true : undefined));
    expect(texts(scene)).not.toEqual(['1', '2', '3', '4', '5']);
    expect(texts(scene).toSorted()).toEqual(['1', '2', '3', '4', '5']);
  });

  it('delays one event past later ones', async () => {
    await webhook({ type: 'delay', ms: 200 }, { match: { text: 'late' } });
    await post('late');
    await post('quick');
    await until(() => (texts(scene).length === 2 ? true : undefined));
    expect(texts(scene)).toEqual(['quick', 'late']);
  });

  it('sends several events in one call', async () => {
    await webhook({ type: 'batch', n: 3, ms: 2_000 });
    for (const text of ['1', '2', '3']) await post(text);
    await until(() => (texts(scene).length === 3 ? true : undefined));
    expect(scene.hook.received).toHaveLength(1);
  });

  it('spoils the body or the key, whereupon a 400 or 401 loses the event', async () => {
    scene.hook.answer = (call) => (Array.isArray(at(call.body, 'events')) ? 401 : 400);
    const id = await webhook({ type: 'tamper' });
    await post('spoilt');
    await until(() => (scene.hook.received.length === 1 ? true : undefined));
    await scene.open('DELETE', `/simulator/faults/${id}`);
    await webhook({ type: 'wrongKey' });
    await post('foreign');
    const lost = await until(async () => {
      const all = items(await scene.open('GET', `/simulator/dropped?appId=${scene.appId}`));
      return all.length === 2 ? all : undefined;
    });
    expect(lost.map((entry) => entry['reason'])).toEqual(['final_400', 'final_401']);
    expect(scene.hook.received[0]?.body).toBeUndefined();
    expect(scene.hook.received[1]?.key).not.toBe(scene.hook.received[0]?.key);
  });

  it('loses an event and writes it into the ledger', async () => {
    await webhook({ type: 'lose' }, { trigger: 'conversation:message', times: 1 });
    await post('lost');
    await post('arrives');
    await until(() => (texts(scene).includes('arrives') ? true : undefined));
    expect(texts(scene)).toEqual(['arrives']);
    const entries = items(
      await scene.open('GET', `/simulator/deliveries?appId=${scene.appId}&outcome=dropped`),
    );
    expect(entries).toMatchObject([{ outcome: 'dropped', reason: 'lost', attempt: 0 }]);
  });

  it('holds events back until the rule is removed, then sends them in order', async () => {
    const id = await webhook({ type: 'hold' });
    for (const text of ['1', '2', '3']) await say(scene, who.conversationId, text);
    await pause(100);
    expect(texts(scene)).toEqual([]);
    await scene.open('DELETE', `/simulator/faults/${id}`);
    await until(() => (texts(scene).length === 3 ? true : undefined));
    expect(texts(scene)).toEqual(['1', '2', '3']);
  });
});
