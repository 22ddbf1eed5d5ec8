import { openCompatScene, type CompatScene } from '../support/compat/scene';
import type { Attachment457, Widget457 } from '../support/compat/widget-457';
import { eventually } from '../support/world/http';
import { itLeavesZendeskInOrder } from '../support/world/in-order';
import { SAM, userWords } from '../support/world/zendesk';
import { USER } from '../support/world/widget-copilot';

jest.setTimeout(120_000);

let scene: CompatScene;
beforeAll(async () => {
  scene = await openCompatScene();
});
afterAll(async () => {
  await scene.close();
});

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const { name, email, customData } = USER;
const user = { data: { name, email, customData } };

/** Polls like the widget until it shows what is wanted. */
async function polledUntil(widget: Widget457, look: () => boolean): Promise<void> {
  await eventually(async () => (await widget.poll(), look()), {
    say: () => `${JSON.stringify(widget.shown)}\n${JSON.stringify(widget.session)}`,
  });
}

async function toAgents(widget: Widget457) {
  await widget.send('human please');
  const id = widget.session?.id ?? '';
  return scene.world.zendesk.ticketOf(scene.copilot.app.appId, id);
}

const attachmentOf = (fileUrl: string, fileName: string, type: string): Attachment457 => ({
  id: fileName,
  name: fileName,
  size: PNG.length,
  type,
  url: fileUrl,
});

it('4.0.57: bot, handoff, an agent with name and picture, files both ways, the bot again, reload, closure, rating', async () => {
  const { world } = scene;
  const device = new Map();
  const widget = scene.widget457({ user }, device);
  await widget.start();
  const first = await widget.send('hello');
  expect(first.body).toMatchObject({
    success: true,
    autopilotResponse: { type: 'text', value: { error: false, content: 'You said: hello' } },
    session: { isOpened: true, isHandedOff: false, assignee: { kind: 'ai' }, isVerified: false },
  });

  const handedOff = await widget.send('human please');
  // §2h.4: with `ai` here the visitor could not write until somebody answers.
  expect(handedOff.body).toMatchObject({
    success: true,
    code: 'session_assigned_to_human_agent',
    sessionIsHandedOff: true,
    autopilotResponse: { value: { content: 'One moment.' } },
    session: { isHandedOff: true, assignee: { kind: 'none' } },
  });
  const ticket = await world.zendesk.ticketOf(scene.copilot.app.appId, widget.session?.id ?? '');
  expect(ticket).toMatchObject({
    requester: { name, email },
    tags: ['my_tag1', 'my_tag2'],
    fields: { '3584154321651': 'Some value', '765484654312': 'User-specific value' },
  });

  await world.zendesk.says(ticket.id, 'Hi, Sam here');
  await polledUntil(widget, () => widget.words('agent').includes('Hi, Sam here'));
  const agent = widget.shown.find(({ from }) => from === 'agent');
  expect(agent?.name).toBe('Sam Rivera');
  const picture = await fetch(String(agent?.avatar));
  expect(picture.headers.get('content-type')).toMatch(/^image\//);
  expect(widget.session?.assignee).toMatchObject({
    kind: 'human',
    name: 'Sam Rivera',
    avatarUrl: agent?.avatar,
  });

  expect(widget.maySend).toBe(true);
  const reply = await widget.send('Where is my order?');
  expect(reply.body).toMatchObject({ success: true, code: 'session_assigned_to_human_agent' });
  expect(reply.body.autopilotResponse).toBeUndefined();

  const uploaded = await widget.upload('photo.png', 'image/png', PNG);
  expect(uploaded).toMatchObject({ status: 200, body: { fileName: 'photo.png' } });
  const sent = await widget.send('', [attachmentOf(uploaded.body.fileUrl, 'photo.png', 'image/png')]);
  expect(sent.body.success).toBe(true);
  await eventually(async () =>
    (await world.zendesk.ticket(ticket.id)).transcript.some(({ content }) => content.type === 'image'),
  );
  expect(userWords(await world.zendesk.ticket(ticket.id))).toContain('Where is my order?');

  const attachment = { name: 'label.png', mediaType: 'image/png', dataBase64: PNG.toString('base64') };
  await world.zendesk.act(ticket.id, 'messages', { agentId: SAM, attachment });
  await polledUntil(widget, () =>
    widget.shown.some(({ from, attachments }) => from === 'agent' && attachments.length > 0),
  );
  const file = widget.shown.find(({ from, attachments }) => from === 'agent' && attachments.length > 0);
  expect(file?.attachments[0]).toMatchObject({ name: 'label.png', type: 'image/png' });
  const bytes = await fetch(file?.attachments[0]?.url ?? '');
  expect(Buffer.from(await bytes.arrayBuffer()).equals(PNG)).toBe(true);

  await world.zendesk.closeTicket(ticket.id);
  await polledUntil(widget, () => widget.session?.assignee.kind === 'ai');
  expect(widget.words('ai').at(-1)).toContain('The assistant is back');
  const back = await widget.send('thanks');
  expect(back.body.autopilotResponse?.value.content).toBe('You said: thanks');

  // A page that knows an e-mail makes a new contact at every load; the device is what is the same.
  const reloaded = scene.widget457({ user }, device);
  await reloaded.start();
  expect(reloaded.contactToken).not.toBe(widget.contactToken);
  const [listed] = await reloaded.sessions();
  expect(listed?.id).toBe(widget.session?.id);
  await reloaded.poll(listed?.id);
  await widget.poll();
  const ids = (shown: typeof widget.shown) => shown.map(({ id }) => id).sort();
  expect(ids(reloaded.shown)).toEqual(ids(widget.shown));
  expect(reloaded.words('user')).toEqual(['hello', 'human please', 'Where is my order?', '', 'thanks']);
  expect(new Set(ids(widget.shown)).size).toBe(widget.shown.length);

  const resolved = await reloaded.resolve();
  expect(resolved.body).toMatchObject({ isOpened: false });
  await reloaded.poll();
  expect(reloaded.shown.at(-1)?.from).toBe('csat_requested');
  const uuid = 'f0000000-0000-4000-8000-000000000001';
  expect((await reloaded.rate(5, 'Sam is great', uuid)).body).toEqual({ success: true });
  await reloaded.poll();
  expect(reloaded.shown.at(-1)).toMatchObject({ id: uuid, from: 'csat_submitted' });
  const late = await reloaded.send('one more thing');
  expect(late.body).toMatchObject({ success: false, error: { code: 'session_closed' } });
});

it('§2h.3: a closed session is the same to the byte at every poll, also after a rating and a late word of an agent', async () => {
  const widget = scene.widget457();
  await widget.start();
  const ticket = await toAgents(widget);
  await scene.world.zendesk.says(ticket.id, 'Hello');
  await polledUntil(widget, () => widget.words('agent').includes('Hello'));
  const resolved = await eventually(async () => {
    const answer = await widget.resolve();
    return answer.status === 200 && answer.body;
  });
  expect(resolved).toMatchObject({ isOpened: false, assignee: { kind: 'none' } });
  const bytes = JSON.stringify(resolved);
  await scene.world.zendesk.says(ticket.id, 'too late').catch(() => undefined);
  for (let n = 0; n < 10; n += 1) {
    if (n === 5) await widget.rate(4, '');
    expect(JSON.stringify((await widget.poll()).body.session)).toBe(bytes);
    await new Promise((done) => setTimeout(done, 100));
  }
  expect(JSON.stringify((await widget.sessions()).find(({ id }) => id === resolved.id))).toBe(bytes);
  expect(JSON.stringify((await widget.resolve()).body)).toBe(bytes);
});

it('§2h.1: several words of the bot, and polls in between, show each once and in order', async () => {
  const widget = scene.widget457();
  await widget.start();
  await widget.send('hello');
  const sending = widget.send('two');
  await widget.poll();
  await sending;
  await widget.poll();
  expect(widget.words('ai')).toEqual(['You said: hello', 'first', 'second']);
  expect(widget.words('user')).toEqual(['hello', 'two']);
});

it('§2h.4: a bot that has nothing to say locks nobody out', async () => {
  const widget = scene.widget457();
  await widget.start();
  const { body } = await widget.send('say nothing');
  expect(body).toMatchObject({ success: true, session: { assignee: { kind: 'none' } } });
  expect(body.autopilotResponse).toBeUndefined();
  expect(widget.maySend).toBe(true);
  expect((await widget.send('and now?')).body.session?.assignee.kind).toBe('ai');
});

it('choices come as words, and typing one is choosing it', async () => {
  const widget = scene.widget457();
  await widget.start();
  await widget.send('offer');
  expect(widget.words('ai').at(-1)).toBe('Which one?\n\n- Red\n- [All of them](https://shop.test/all)');
  const chosen = await widget.send('red');
  expect(chosen.body.autopilotResponse?.value.content).toBe('Chosen: colour:red');
});

itLeavesZendeskInOrder(() => scene.world);
