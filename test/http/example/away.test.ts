import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { eventually } from './chat-page';
import { API_KEY, CALLBACK_SECRET } from './fake-handoff-api';
import { World } from './world';

describe('the example copilot backend survives', () => {
  let world: World;
  afterEach(() => world.close());

  it('a kill while a start and a message are under way: both go on, once each', async () => {
    world = await World.start();
    world.api.plan(/handoffs$/, { status: 503 });
    world.api.plan(/handoffs$/, { status: 503, headers: { 'retry-after': '30' } });
    const page = await world.open('s1');
    await page.say('ask', 'human please');
    await page.say('m1', 'still there?');
    await eventually(
      () => world.api.seen.length,
      (n) => n >= 2,
    );
    await appendFile(join(world.directory, 'chats.jsonl'), '{"sessionId":"s1","entr');
    await world.restart();
    const after = await world.open('s1');
    await eventually(
      () => after.status('m1'),
      (status) => status === 'accepted',
    );
    const starts = world.api.to('POST /api/v1/handoffs');
    expect(new Set(starts.map((r) => r.headers['idempotency-key'])).size).toBe(1);
    expect(world.api.to('POST /api/v1/handoffs/s1/messages').map((r) => r.body['id'])).toEqual(['m1']);
    expect(after.texts).toContain('still there?');
  });

  it('credentials that come late: it waits, says so, and goes on', async () => {
    world = await World.start((directory) => join(directory, 'credentials.json'));
    const page = await world.open('s1');
    await eventually(
      () => page.ready,
      (ready) => ready === false,
    );
    await page.say('ask', 'human please');
    expect(await world.callback('handoff.started', { sessionId: 's1', seq: 1, handoff: {} })).toBe(503);
    expect(world.log).toContain('waiting for credentials');
    const credentials = { apiKey: API_KEY, callbackSecret: CALLBACK_SECRET };
    await writeFile(join(world.directory, 'credentials.json'), JSON.stringify(credentials));
    await eventually(
      () => page.phases,
      (phases) => phases.includes('opening'),
    );
    expect(page.ready).toBe(true);
  });

  it('the loss of the last callback: a look at the API gives the bot back control', async () => {
    world = await World.start();
    await world.withAgent('s1');
    const handoff = {
      id: 'ho_1',
      endedAt: '2020-01-01T00:00:00.000Z',
      endReason: 'ticket_closed',
      undelivered: [],
    };
    world.api.plan(/^GET/, { status: 200, body: { handoff } });
    await world.restart();
    const page = await world.open('s1');
    await eventually(
      () => page.phases.at(-1),
      (phase) => phase === 'ended',
    );
  });
});
