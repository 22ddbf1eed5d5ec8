import { randomUUID } from 'node:crypto';
import { startScene, type Scene } from '../api/scene';
import { Widget457 } from '../../support/compat/widget-457';

let scene: Scene;
let token: string;
let copilotId: string;

beforeAll(async () => {
  scene = await startScene({ limits: { newSessionsPerMinute: 1_000 } });
  const { copilot } = await scene.store.copilots.create({ name: 'Acme' });
  token = copilot.publicToken;
  copilotId = copilot.id;
});
afterAll(() => scene.close());

async function withSession(): Promise<Widget457> {
  const widget = new Widget457({ apiUrl: scene.url, token });
  await widget.start();
  widget.session = (await widget.createSession()).body;
  return widget;
}

const sessionOf = (widget: Widget457) => widget.session?.id ?? '';
const botSays = (widget: Widget457, id: string, text: string) =>
  scene.store.hosted.copilotSays({ copilotId, sessionId: sessionOf(widget), id, message: { text } });

describe('4.0.57: closing', () => {
  it('closure: frozen, asks for a rating, takes one; writing after it is told in words', async () => {
    const widget = await withSession();
    const { body: closed } = await widget.resolve();
    expect(closed).toMatchObject({ isOpened: false, assignee: { kind: 'none' } });
    const asked = (await widget.poll()).body;
    expect(JSON.stringify(asked.session)).toBe(JSON.stringify(closed));
    expect(asked.history.at(-1)).toMatchObject({
      type: 'csat_requested',
      sender: { kind: 'system' },
      systemMessagePayload: { type: 'csat_requested' },
    });
    const uuid = randomUUID();
    expect((await widget.rate(2, 'slow', uuid)).body).toEqual({ success: true });
    expect((await widget.rate(2, 'slow', uuid)).body).toEqual({ success: true });
    expect((await widget.rate(5, 'no, good')).body).toEqual({ success: false });
    const rated = (await widget.poll()).body;
    expect(JSON.stringify(rated.session)).toBe(JSON.stringify(closed));
    expect(rated.history.at(-1)).toMatchObject({
      publicId: uuid,
      systemMessagePayload: { type: 'csat_submitted', payload: { score: 2, feedback: 'slow' } },
    });
    expect((await widget.post(randomUUID(), 'wait')).body).toMatchObject({
      success: false,
      error: { code: 'session_closed' },
    });
  });

  it('§2h.3: whoever looks while it closes sees one closed session, with what was said last', async () => {
    for (let round = 0; round < 15; round += 1) {
      const widget = await withSession();
      await botSays(widget, 'b1', `words ${round}`);
      const looks = Array.from({ length: 12 }, () => widget.poll().then(({ body }) => body.session));
      const closings = [widget.resolve(), widget.resolve()].map(async (answer) => (await answer).body);
      const seen = await Promise.all([...looks, ...closings, widget.poll().then(({ body }) => body.session)]);
      const closed = seen.filter(({ isOpened }) => !isOpened).map((session) => JSON.stringify(session));
      expect(closed.length).toBeGreaterThanOrEqual(2);
      expect(new Set(closed).size).toBe(1);
      expect(closed[0]).toContain(`"lastMessage":"words ${round}"`);
    }
  });

  it('of two ratings at once one is taken, and told so', async () => {
    const widget = await withSession();
    await widget.resolve();
    const uuids = Array.from({ length: 6 }, () => randomUUID());
    const answers = await Promise.all(uuids.map((uuid) => widget.rate(3, '', uuid)));
    expect(answers.filter(({ body }) => body.success)).toHaveLength(1);
    const taken = uuids[answers.findIndex(({ body }) => body.success)];
    const rated = (await widget.poll()).body.history.filter(({ type }) => type === 'csat_submitted');
    expect(rated.map(({ publicId }) => publicId)).toEqual([taken]);
  });

  it.each([0, 6, 2.5, '5', null])(
    'a score of %j is none, and an open conversation takes none',
    async (score) => {
      const widget = await withSession();
      const rate = (value: unknown) =>
        widget.call('POST', '/submit-csat', { session_id: sessionOf(widget), score: value });
      expect((await rate(4)).status).toBe(422);
      await widget.resolve();
      expect((await rate(score)).status).toBe(422);
      expect((await widget.poll()).body.history.at(-1)?.type).toBe('csat_requested');
    },
  );

  it('a rating without words and without an id of the widget is taken', async () => {
    const widget = await withSession();
    await widget.resolve();
    const body = { session_id: sessionOf(widget), score: 1, feedback: null };
    expect((await widget.call('POST', '/submit-csat', body)).body).toEqual({ success: true });
    expect((await widget.poll()).body.history.at(-1)).toMatchObject({
      type: 'csat_submitted',
      systemMessagePayload: { payload: { score: 1, feedback: null } },
    });
  });
});

describe('4.0.57: checkpoints', () => {
  const keep = (widget: Widget457, payload: unknown) =>
    widget.call('POST', '/checkpoint', { session_id: sessionOf(widget), payload });

  it('the latest state of the page’s own components comes back with the session, whole', async () => {
    const widget = await withSession();
    expect((await widget.poll()).body.session.latestStateCheckpointPayload).toBeNull();
    expect(await keep(widget, { step: 1, form: { a: [1, null, 'x'] } })).toMatchObject({
      status: 200,
      body: { success: true },
    });
    await keep(widget, { step: 2 });
    expect((await widget.poll()).body.session.latestStateCheckpointPayload).toEqual({ step: 2 });
    expect((await widget.sessions())[0]?.latestStateCheckpointPayload).toEqual({ step: 2 });
    for (const bad of [undefined, null, 'x', [1]]) expect((await keep(widget, bad)).status).toBe(422);
  });

  it('§2h.3: none is kept of a closed conversation, however late its call is', async () => {
    const widget = await withSession();
    await keep(widget, { step: 1 });
    const [closed, ...late] = await Promise.all([
      widget.resolve(),
      ...[2, 3, 4].map((step) => keep(widget, { step })),
    ]);
    const after = await keep(widget, { step: 9 });
    expect([after.status, after.body['code']]).toEqual([409, 'session_closed']);
    expect(late.every(({ status }) => status === 200 || status === 409)).toBe(true);
    expect(JSON.stringify((await widget.poll()).body.session)).toBe(JSON.stringify(closed.body));
  });
});

describe('4.0.57: votes', () => {
  const vote = (widget: Widget457, messagePublicId: unknown, action: unknown = 'upvote') =>
    widget.call('POST', '/chat/vote', { action, sessionId: sessionOf(widget), messagePublicId });
  const kept = async (widget: Widget457) =>
    (await scene.store.hosted.get(copilotId, sessionOf(widget)))?.extra['vote:b1'];

  it('on words of the bot are kept, the last one counts, also after the closing', async () => {
    const widget = await withSession();
    await botSays(widget, 'b1', 'Hello.');
    expect(await vote(widget, 'b1')).toMatchObject({
      status: 200,
      body: { messagePublicId: 'b1', success: true },
    });
    expect(await kept(widget)).toBe('upvote');
    await vote(widget, 'b1', 'downvote');
    expect(await kept(widget)).toBe('downvote');
    const { body: closed } = await widget.resolve();
    expect((await vote(widget, 'b1')).status).toBe(200);
    expect(JSON.stringify((await widget.poll()).body.session)).toBe(JSON.stringify(closed));
  });

  it('on anything else are refused', async () => {
    const widget = await withSession();
    const own = randomUUID();
    await widget.post(own, 'hello');
    for (const id of [own, 'b1', '__proto__', sessionOf(widget)])
      expect((await vote(widget, id)).status).toBe(404);
    for (const id of [7, '', 'x'.repeat(129)]) expect((await vote(widget, id)).status).toBe(422);
    await botSays(widget, 'b1', 'Hello.');
    expect((await vote(widget, 'b1', 'love')).status).toBe(422);
    const stranger = await withSession();
    stranger.session = widget.session;
    expect((await vote(stranger, 'b1')).status).toBe(404);
    expect(await kept(widget)).toBeUndefined();
  });
});
