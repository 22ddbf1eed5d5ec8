import { eventually } from './chat-page';
import { World } from './world';

describe('the example copilot backend hands off', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.start();
  });
  afterEach(() => world.close());

  it('answers a question itself', async () => {
    const page = await world.open('s1');
    await page.say('m1', 'What are your opening hours?');
    await eventually(
      () => page.texts,
      (texts) => texts.length === 3,
    );
    expect(page.texts[2]).toMatch(/Monday to Friday/);
    expect(world.api.seen).toEqual([]);
  });

  it('hands off with the transcript and the user of the widget options', async () => {
    const page = await world.open('s1');
    await page.say('m1', 'What are your opening hours?');
    await page.say('m2', 'I want to talk to a human');
    await eventually(
      () => page.phases,
      (phases) => phases.includes('opening'),
    );

    const [start] = world.api.to('POST /api/v1/handoffs');
    expect(start?.headers.authorization).toBe('Bearer key-for-tests');
    expect(start?.body['sessionId']).toBe('s1');
    expect(start?.body['user']).toEqual({
      name: "Widget User's Name",
      email: 'widget.user.email@example.com',
      avatar: 'https://link.to.avatar/',
      phone: '1234567890',
      customData: {
        key1: 'value1',
        'dataCapture.ticketField.3584154321651': 'Some value',
        'dataCapture.ticketField.765484654312': 'User-specific value',
        'dataCapture.systemField.tags': 'my_tag1,my_tag2',
      },
    });
    const transcript = start?.body['transcript'] as { author: string; text: string }[];
    expect(transcript.map((m) => [m.author, m.text])).toEqual([
      ['copilot', 'Hey! happy to help.'],
      ['user', 'What are your opening hours?'],
      ['copilot', 'We are open from Monday to Friday, 9:00 to 17:00.'],
      ['user', 'I want to talk to a human'],
      ['copilot', 'One moment, I will get a human for you.'],
    ]);
  });

  it('relays what the user says, and the bot is silent, while agents have control', async () => {
    const page = await world.withAgent('s1');
    await page.say('m1', 'What are your opening hours?');
    await eventually(
      () => page.status('m1'),
      (status) => status === 'accepted',
    );
    await world.callback('message.delivered', {
      sessionId: 's1',
      seq: 4,
      messageId: 'm1',
      zendeskMessageIds: ['z'],
    });
    await eventually(
      () => page.status('m1'),
      (status) => status === 'delivered',
    );
    expect(page.texts.at(-1)).toBe('What are your opening hours?');
    expect(world.api.to('POST /api/v1/handoffs/s1/messages').map((r) => r.body)).toEqual([
      { id: 'm1', text: 'What are your opening hours?' },
    ]);
  });

  it('R2: what is said while the start is under way is relayed once, and is not in the transcript', async () => {
    let answer: () => void = () => undefined;
    world.api.plan(/handoffs$/, {
      status: 201,
      body: { handoff: { id: 'ho_1' } },
      hold: new Promise((resolve) => (answer = resolve)),
    });
    const page = await world.open('s1');
    await page.say('ask', 'human please');
    await page.say('m1', 'are you there?');
    await page.say('m2', 'hello?');
    await eventually(
      () => world.api.seen.length,
      (n) => n === 1,
    );
    answer();
    await eventually(
      () => page.status('m2'),
      (status) => status === 'accepted',
    );
    expect(JSON.stringify(world.api.seen[0]?.body)).not.toContain('are you there?');
    expect(world.api.to('POST /api/v1/handoffs/s1/messages').map((r) => r.body['id'])).toEqual(['m1', 'm2']);
  });

  it('R2: a start whose answer got lost is repeated word for word with the same key', async () => {
    world.api.plan(/handoffs$/, { status: 201, cut: true });
    const page = await world.open('s1');
    await page.say('ask', 'human please');
    await page.say('m1', 'are you there?');
    await eventually(
      () => page.status('m1'),
      (status) => status === 'accepted',
    );
    const [first, second] = world.api.to('POST /api/v1/handoffs');
    expect(second?.body).toEqual(first?.body);
    expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key']);
  });

  it('keeps a message that our API answers with 503 and sends it again with the same id', async () => {
    const page = await world.withAgent('s1');
    world.api.plan(/messages$/, { status: 503, headers: { 'retry-after': '0' } });
    world.api.plan(/messages$/, { status: 429 });
    world.api.plan(/messages$/, { status: 202, cut: true });
    await page.say('m1', 'one');
    await page.say('m2', 'two');
    await eventually(
      () => page.status('m2'),
      (status) => status === 'accepted',
    );
    const ids = world.api.to('POST /api/v1/handoffs/s1/messages').map((r) => r.body['id']);
    expect(ids).toEqual(['m1', 'm1', 'm1', 'm1', 'm2']);
  });

  it('R20: answers itself what our API refuses with 409 handoff_ended', async () => {
    const page = await world.withAgent('s1');
    const ended = { status: 409, body: { error: { code: 'handoff_ended', message: 'it is over' } } };
    world.api.plan(/messages$/, ended);
    await page.say('m1', 'What about refunds?');
    await eventually(
      () => page.status('m1'),
      (status) => status === 'answered',
    );
    expect(page.phases.at(-1)).toBe('ended');
    expect(page.texts.at(-1)).toMatch(/30 days/);
    await page.say('m2', 'and the price?');
    await eventually(
      () => page.texts.at(-1),
      (text) => (text ?? '').includes('19 €'),
    );
    expect(world.api.to('POST /api/v1/handoffs/s1/messages')).toHaveLength(1);
  });

  it('stays in charge when no handoff is possible', async () => {
    world.api.plan(/handoffs$/, {
      status: 409,
      body: { error: { code: 'outside_office_hours', message: 'no' } },
    });
    world.api.plan(/messages$/, {
      status: 404,
      body: { error: { code: 'handoff_not_found', message: 'no' } },
    });
    const page = await world.open('s1');
    await page.say('ask', 'human please');
    await eventually(
      () => page.texts.at(-1),
      (text) => (text ?? '').includes('not in right now'),
    );
    await page.say('m1', 'hello');
    await eventually(
      () => page.texts.at(-1),
      (text) => (text ?? '').includes('What can I do'),
    );
  });

  it('shows a second page the same, and a message repeated by the page once', async () => {
    const page = await world.open('s1');
    expect(await page.say('m1', 'hello')).toBe(202);
    expect(await page.say('m1', 'hello')).toBe(202);
    const other = await world.open('s1');
    await eventually(
      () => other.texts,
      (texts) => texts.length === 3,
    );
    expect(other.texts).toEqual(page.texts);
  });

  it('refuses an empty text and a bad session id in the one error shape', async () => {
    const page = await world.open('s1');
    expect(await page.say('m1', '  ')).toBe(422);
    const response = await fetch(`${world.example.url}/api/chat/a%20b/messages`, { method: 'POST' });
    expect(response.status).toBe(422);
    expect(await response.json()).toEqual({
      error: { code: 'invalid_request', message: expect.stringContaining('session id') as string },
    });
  });
});
