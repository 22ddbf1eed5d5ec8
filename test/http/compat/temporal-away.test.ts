import { randomUUID } from 'node:crypto';
import { Unavailable } from '../../../api/http/errors';
import { Widget005 } from '../../support/compat/widget-005';
import { Widget457 } from '../../support/compat/widget-457';
import { eventually } from '../../support/world/http';
import { startScene, type Scene } from '../api/scene';

/* Agents have the session and their run cannot be told: what is stored will be delivered, so nobody is asked to repeat it. */

let scene: Scene;
let token: string;
let copilotId: string;
const old: Widget005[] = [];

beforeAll(async () => {
  scene = await startScene();
  const { copilot } = await scene.store.copilots.create({ name: 'Acme' });
  token = copilot.publicToken;
  copilotId = copilot.id;
});
afterEach(() => {
  scene.gateway.isAway = false;
  for (const widget of old.splice(0)) widget.close();
});
afterAll(() => scene.close());

async function giveToAgents(sessionId: string): Promise<void> {
  await scene.store.handoffs.open({ copilotId, request: { sessionId, user: {} } });
  scene.gateway.isAway = true;
}

async function userWords(sessionId: string): Promise<(string | null)[]> {
  const page = await scene.store.sessions.events(copilotId, sessionId, 0, 50);
  return (page?.items ?? []).flatMap((event) =>
    event.type === 'message' && event.message.origin === 'user' ? [event.message.text] : [],
  );
}

/** The store is away before anything is written. */
const refuseOnce = () =>
  jest.spyOn(scene.store.hosted, 'say').mockRejectedValueOnce(new Unavailable('database'));

describe('4.0.57', () => {
  async function withAgents(): Promise<{ widget: Widget457; sessionId: string }> {
    const widget = new Widget457({ apiUrl: scene.url, token });
    await widget.start();
    widget.session = (await widget.createSession()).body;
    await giveToAgents(widget.session.id);
    return { widget, sessionId: widget.session.id };
  }

  it('a message that is stored is told as said, and its repeat as one', async () => {
    const { widget, sessionId } = await withAgents();
    const uuid = randomUUID();
    expect((await widget.post(uuid, 'hello')).body).toMatchObject({
      success: true,
      code: 'session_assigned_to_human_agent',
      sessionIsHandedOff: true,
    });
    expect((await widget.post(uuid, 'hello')).body).toMatchObject({
      success: true,
      code: 'duplicate_message_ignored',
    });
    expect(await userWords(sessionId)).toEqual(['hello']);
  });

  it('one that is not stored is told in words', async () => {
    const { widget, sessionId } = await withAgents();
    const refusal = refuseOnce();
    const { body } = await widget.post(randomUUID(), 'hello');
    refusal.mockRestore();
    expect(body).toMatchObject({ success: false, error: { code: 'unavailable' } });
    expect(await userWords(sessionId)).toEqual([]);
  });
});

describe('0.0.5', () => {
  async function withAgents(): Promise<{ widget: Widget005; sessionId: string }> {
    const widget = new Widget005({ apiUrl: `${scene.url}/backend`, socketUrl: scene.url, token });
    old.push(widget);
    const { body } = await widget.http('POST', `/chat-session/${token}`);
    widget.sessionId = String(body['id']);
    const sessionId = (await scene.store.hosted.byToken(widget.sessionId))?.id ?? '';
    await giveToAgents(sessionId);
    await widget.connect();
    await joins(widget, 1);
    await eventually(() => widget.handoffs.length > 0);
    return { widget, sessionId };
  }

  const joins = (widget: Widget005, times: number) =>
    eventually(() => widget.heard.filter(({ name }) => name === 'joined_session').length === times);

  /** What a socket asks is done in order: when the second joining is answered, the message is done with. */
  async function write(widget: Widget005, words: string): Promise<void> {
    await widget.write(words);
    widget.socket?.emit('join_session', { session_id: widget.sessionId });
    await joins(widget, 2);
  }

  const refusals = (widget: Widget005) =>
    widget.heard.flatMap(({ name, payload }) =>
      name === 'error' ? [(payload as { code: string }).code] : [],
    );

  it('a message that is stored is not asked for again, and the field is free', async () => {
    const { widget, sessionId } = await withAgents();
    await write(widget, 'hello');
    await eventually(() => !widget.isPending);
    expect([refusals(widget), widget.said()]).toEqual([[], []]);
    expect(await userWords(sessionId)).toEqual(['hello']);
  });

  it('one that is not stored is asked for again', async () => {
    const { widget, sessionId } = await withAgents();
    const refusal = refuseOnce();
    await write(widget, 'hello');
    refusal.mockRestore();
    expect(refusals(widget)).toEqual(['unavailable']);
    expect(widget.said()).toEqual([expect.stringContaining('send it again') as string]);
    expect(await userWords(sessionId)).toEqual([]);
  });
});
