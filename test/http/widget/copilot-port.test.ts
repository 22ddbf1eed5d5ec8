import { eventually } from '../../support/world/http';
import { startWidgetScene, type WidgetScene } from './scene';

describe('the copilot port', () => {
  let scene: WidgetScene;
  const answered: WidgetScene['bot']['answer'] = (turn) => ({
    body: { messages: [{ text: `to ${turn.data.messages.at(-1)?.text ?? ''}` }] },
  });
  beforeAll(async () => (scene = await startWidgetScene()));
  beforeEach(() => {
    scene.bot.turns.length = 0;
    scene.bot.answer = answered;
  });
  afterAll(() => scene.close());

  it('a message is posted to the bot, signed, with the history, and its answer is shown', async () => {
    const session = await (await scene.copilot()).begin({ user: { name: 'Jane', email: 'j@x.test' } });
    expect((await session.say('m1', 'Where is my order?')).status).toBe(202);
    await session.until('copilot', ['to Where is my order?']);
    await session.say('m2', 'And now?');
    await session.until('copilot', ['to Where is my order?', 'to And now?']);
    const last = scene.bot.turns.at(-1);
    expect(last?.data.history.map(({ author, text }) => `${author}: ${text}`)).toEqual([
      'user: Where is my order?',
      'copilot: to Where is my order?',
      'user: And now?',
    ]);
    expect(last?.data.user).toMatchObject({ name: 'Jane', email: 'j@x.test', verified: false, id: null });
    expect(scene.bot.refused).toBe(0);
  });

  it('a bot that fails for a moment is asked again, and answers once', async () => {
    const session = await (await scene.copilot()).begin();
    scene.bot.answer = (turn) => (scene.bot.turns.length < 2 ? { status: 503 } : answered(turn));
    await session.say('m1', 'hi');
    await session.until('copilot', ['to hi']);
    expect(new Set(scene.bot.turns.map(({ id }) => id)).size).toBe(1);
    expect(await session.texts('copilot')).toEqual(['to hi']);
  });

  it.each([
    ['hangs', () => ({ hang: true as const })],
    ['fails for good', () => ({ status: 500 })],
    ['refuses', () => ({ status: 404 })],
    ['answers with something else', () => ({ body: '<html>' })],
    ['answers in another shape', () => ({ body: { handof: {} } })],
    ['answers without end', () => ({ body: JSON.stringify({ messages: [{ text: 'x'.repeat(600_000) }] }) })],
  ])('a bot that %s gives way to a kind word that offers a human', async (_what, answer) => {
    const copilot = await scene.copilot();
    await copilot.connect();
    const session = await copilot.begin();
    scene.bot.answer = answer;
    await session.say('m1', 'hi');
    await session.until('system', ['Sorry, I cannot answer just now. Please try again in a moment.']);
    const notice = (await session.events()).at(-1);
    expect(notice).toMatchObject({
      message: { actions: [{ type: 'postback', text: 'Talk to a human', payload: 'handoff.request' }] },
    });
    // The next one may succeed, and is answered.
    scene.bot.answer = answered;
    await session.say('m2', 'again');
    await session.until('copilot', ['to again']);
  });

  it('without a bot, and without Zendesk, there is the kind word alone', async () => {
    const session = await (await scene.copilot({ botUrl: null })).begin();
    await session.say('m1', 'hi');
    await session.until('system', ['Sorry, I cannot answer just now. Please try again in a moment.']);
    expect((await session.events()).at(-1)).toMatchObject({ message: { actions: [] } });
  });

  it('the bot hands off with its words; agents get the transcript, the ticket data and an unverified user', async () => {
    const copilot = await scene.copilot();
    await copilot.connect();
    const session = await copilot.begin({
      user: { name: 'Jane', customData: { 'dataCapture.systemField.tags': 'vip' } },
    });
    scene.bot.answer = () => ({
      body: {
        messages: [{ text: 'One moment' }],
        handoff: { reason: 'user_request', summary: 'Wants a human', ticket: { tags: ['bot'] } },
      },
    });
    await session.say('m1', 'human');
    await eventually(async () => (await session.read()).body.session.control === 'handoff');
    const record = await scene.store.handoffs.latest(copilot.id, session.id);
    expect(record?.request).toMatchObject({
      reason: 'user_request',
      summary: 'Wants a human',
      ticket: { tags: ['bot'] },
      user: { name: 'Jane', verified: false, customData: { 'dataCapture.systemField.tags': 'vip' } },
    });
    expect(record?.request.user.id).toBeUndefined();
    expect(record?.request.transcript?.map(({ text }) => text)).toEqual(['human', 'One moment']);
    expect(
      scene.gateway.starts.some(({ record: started }) => started.handoff.id === record?.handoff.id),
    ).toBe(true);
  });

  it('R18: an answer that comes after agents have taken over is not shown', async () => {
    const copilot = await scene.copilot();
    await copilot.connect();
    const session = await copilot.begin();
    scene.bot.answer = () => ({ afterMs: 600, body: { messages: [{ text: 'too late' }] } });
    await session.say('m1', 'hi');
    await eventually(() => scene.bot.turns.length === 1);
    expect((await session.send('POST', '/handoff', {})).status).toBe(202);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(await session.texts('copilot')).toEqual([]);
  });

  it('R36: the choice that asks for a human does so without the bot', async () => {
    const copilot = await scene.copilot();
    await copilot.connect();
    const session = await copilot.begin();
    await session.send('POST', '/messages', {
      id: 'm1',
      text: 'Talk to a human',
      postback: 'handoff.request',
    });
    await eventually(async () => (await session.read()).body.session.control === 'handoff');
    expect(scene.bot.turns).toEqual([]);
    await session.say('m2', 'are you there?');
    const { handoff } = (await scene.store.handoffs.latest(copilot.id, session.id)) ?? {};
    expect(scene.gateway.of(handoff?.id ?? '')).toEqual([
      { name: 'userMessage', arg: { messageId: 'm2', n: 1 } },
    ]);
  });

  it('where nobody can be had the user is told, and the bot goes on', async () => {
    const session = await (await scene.copilot()).begin();
    scene.bot.answer = () => ({ body: { handoff: {} } });
    await session.say('m1', 'human');
    await session.until('system', [
      'Our team cannot be reached from here just now. The assistant is still here for you.',
    ]);
    expect((await session.read()).body.session.control).toBe('copilot');
  });

  it('R17: after the end the bot answers the very next message', async () => {
    const copilot = await scene.copilot();
    await copilot.connect();
    const session = await copilot.begin();
    await session.send('POST', '/handoff', {});
    const { handoff } = (await scene.store.handoffs.latest(copilot.id, session.id)) ?? {};
    await scene.store.handoffs.finish({
      handoffId: handoff?.id ?? '',
      reason: 'agent_ended',
      detail: null,
      notice: 'The assistant is back.',
    });
    await session.say('m1', 'thanks');
    await session.until('copilot', ['to thanks']);
    expect(scene.bot.turns.at(-1)?.data.handoffEnd?.reason).toBe('agent_ended');
  });

  it('the same bot may use the API instead: it speaks by itself and starts the handoff', async () => {
    const copilot = await scene.copilot();
    await copilot.connect();
    const session = await copilot.begin({ user: { name: 'Jane' } });
    scene.bot.answer = () => ({ status: 204 });
    await session.say('m1', 'human');
    const api = (path: string, body: unknown) =>
      fetch(`${scene.url}/api/v1${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${copilot.apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const speak = (id: string) =>
      api(`/sessions/${session.id}/messages`, { id, message: { text: 'I get somebody' } });
    expect((await speak('b1')).status).toBe(202);
    await session.until('copilot', ['I get somebody']);
    expect((await api('/handoffs', { sessionId: session.id, user: {} })).status).toBe(201);
    const record = await scene.store.handoffs.latest(copilot.id, session.id);
    expect(record?.request.transcript?.map(({ text }) => text)).toEqual(['human', 'I get somebody']);
    expect(record?.request.user).toMatchObject({ name: 'Jane', verified: false });
    expect((await speak('b2')).status).toBe(409);
  });
});
