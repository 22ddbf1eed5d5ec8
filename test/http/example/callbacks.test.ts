import { eventually, type ChatPage } from './chat-page';
import { World } from './world';

const OTHER_SECRET = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;

const words = (id: string, text: string, more: Record<string, unknown> = {}) => ({
  id,
  origin: 'agent',
  author: { type: 'agent', id: '1', name: 'Sam Rivera', avatarUrl: 'http://agents.test/sam.svg' },
  text,
  attachments: [],
  actions: [],
  status: 'delivered',
  receivedAt: '2026-01-01T00:00:00.000Z',
  afterEnd: false,
  automated: false,
  ...more,
});

describe('the example copilot backend is called back', () => {
  let world: World;
  let page: ChatPage;
  beforeEach(async () => {
    world = await World.start();
    page = await world.withAgent('s1');
  });
  afterEach(() => world.close());

  const say = (seq: number, id: string, text: string, more: Record<string, unknown> = {}, event?: string) =>
    world.callback(
      'message.created',
      { sessionId: 's1', seq, beforeSeq: null, message: words(id, text, more) },
      event === undefined ? {} : { id: event },
    );

  it('S29: a wrong signature is answered 401 and shows nothing', async () => {
    const message = { sessionId: 's1', seq: 9, beforeSeq: null, message: words('z9', 'I am not Sam') };
    expect(await world.callback('message.created', message, { secret: OTHER_SECRET })).toBe(401);
    const bare = await fetch(`${world.example.url}/callbacks`, { method: 'POST', body: '{}' });
    expect(bare.status).toBe(401);
    await say(10, 'z10', 'I am Sam');
    await eventually(
      () => page.texts,
      (texts) => texts.includes('I am Sam'),
    );
    expect(page.texts).not.toContain('I am not Sam');
  });

  it('shows a callback that is repeated once, before and after a restart', async () => {
    expect(await say(4, 'z1', 'Hi, Sam here', {}, 'evt_same')).toBe(204);
    expect(await say(4, 'z1-again', 'Hi, Sam here', {}, 'evt_same')).toBe(204);
    await world.restart();
    expect(await say(4, 'z1-again', 'Hi, Sam here', {}, 'evt_same')).toBe(204);
    const after = await world.open('s1');
    await eventually(
      () => after.texts,
      (texts) => texts.includes('Hi, Sam here'),
    );
    expect(after.texts.filter((text) => text === 'Hi, Sam here')).toHaveLength(1);
  });

  it('shows name, picture and files of the agent', async () => {
    const file = { url: 'http://files.test/a.png', name: 'a.png', mediaType: 'image/png', size: 3 };
    await say(4, 'z1', 'See this', { attachments: [file] });
    await eventually(
      () => page.texts,
      (texts) => texts.includes('See this'),
    );
    expect(page.entries.at(-1)).toMatchObject({
      message: {
        from: 'agent',
        author: { name: 'Sam Rivera', avatarUrl: 'http://agents.test/sam.svg' },
        attachments: [{ url: 'http://files.test/a.png', name: 'a.png', mediaType: 'image/png' }],
      },
    });
  });

  it('shows callbacks that come out of order in the order of their seq', async () => {
    await say(6, 'z6', 'third');
    await say(4, 'z4', 'first');
    await say(5, 'z5', 'second');
    await eventually(
      () => page.texts.slice(-3),
      (texts) => texts.length === 3 && texts.includes('second'),
    );
    expect(page.texts.slice(-3)).toEqual(['first', 'second', 'third']);
  });

  it('hands back to the bot at the end, and the bot takes up what was not delivered', async () => {
    await page.say('m1', 'What about refunds?');
    await eventually(
      () => page.status('m1'),
      (status) => status === 'accepted',
    );
    const undelivered = [
      { id: 'm1', text: 'What about refunds?', attachments: [], at: '', outcome: 'not_sent' },
    ];
    const end = { sessionId: 's1', seq: 7, handoff: {}, reason: 'ticket_closed', undelivered, ticket: null };
    const error = { code: 'handoff_ended', message: 'the handoff ended', outcome: 'not_sent' };
    await world.callback('message.failed', { sessionId: 's1', seq: 6, messageId: 'm1', error });
    await world.callback('handoff.ended', end);
    await eventually(
      () => page.status('m1'),
      (status) => status === 'answered',
    );
    expect(page.phases.at(-1)).toBe('ended');
    expect(page.texts.at(-1)).toMatch(/did not see “What about refunds\?”.*30 days/);
    await page.say('m2', 'thank you');
    await eventually(
      () => page.texts.at(-1),
      (text) => (text ?? '').includes('You are welcome'),
    );
  });

  it('marks a message that failed, with the reason', async () => {
    await page.say('m1', 'x');
    const error = { code: 'rejected', message: 'Zendesk refused it', outcome: 'not_sent' };
    await world.callback('message.failed', { sessionId: 's1', seq: 6, messageId: 'm1', error });
    await eventually(
      () => page.status('m1'),
      (status) => status === 'failed',
    );
    expect(page.entries.at(-1)).toMatchObject({
      kind: 'status',
      value: 'failed',
      detail: 'Zendesk refused it',
    });
  });

  it('R24: the late end of a first handoff does not end the second, which is only being started', async () => {
    let answer: () => void = () => undefined;
    const hold = new Promise<void>((resolve) => (answer = resolve));
    world.api.plan(/messages$/, { status: 409, body: { error: { code: 'handoff_ended', message: 'over' } } });
    world.api.plan(/handoffs$/, { status: 201, body: { handoff: { id: 'ho_2' } }, hold });
    await page.say('m1', 'human again please');
    const starts = () => world.api.to('POST /api/v1/handoffs');
    await eventually(starts, (seen) => seen.length === 2);
    const end = {
      sessionId: 's1',
      seq: 9,
      handoff: {},
      reason: 'ticket_closed',
      undelivered: [],
      ticket: null,
    };
    expect(await world.callback('handoff.ended', end)).toBe(204);
    answer();
    await page.say('m2', 'to the second');
    await eventually(
      () => page.status('m2'),
      (status) => status === 'accepted',
    );
    expect(page.phases.slice(-2)).toEqual(['requested', 'opening']);
    const second = starts()[1]?.body['transcript'] as { text: string }[];
    expect(second.map((m) => m.text)).toEqual([
      'human again please',
      'One moment, I will get a human for you.',
    ]);
  });
});
