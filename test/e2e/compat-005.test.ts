import { openCompatScene, type CompatScene } from '../support/compat/scene';
import type { Widget005 } from '../support/compat/widget-005';
import { eventually } from '../support/world/http';
import { itLeavesZendeskInOrder } from '../support/world/in-order';
import { SAM, userWords } from '../support/world/zendesk';
import { USER } from '../support/world/widget-copilot';

jest.setTimeout(120_000);

let scene: CompatScene;
const open: Widget005[] = [];
beforeAll(async () => {
  scene = await openCompatScene();
});
afterAll(async () => {
  for (const widget of open) widget.close();
  await scene.close();
});

async function widgetOf(sessionId?: string): Promise<Widget005> {
  const widget = scene.widget005(sessionId);
  open.push(widget);
  await widget.load();
  await widget.connect();
  return widget;
}

async function until(widget: Widget005, look: () => boolean): Promise<void> {
  await eventually(look, { say: () => JSON.stringify({ bubbles: widget.bubbles, heard: widget.heard }) });
}

/** The ticket whose user said these words. */
async function ticketWith(words: string) {
  const { zendesk } = scene.world;
  return eventually(async () => {
    for (const ticket of await zendesk.tickets(scene.copilot.app.appId)) {
      const whole = await zendesk.ticket(ticket.id);
      if (JSON.stringify(whole.transcript).includes(words)) return whole;
    }
    return undefined;
  });
}

it('0.0.5: bot, handoff, agent, reply, file, end, the bot again, reload: with product.txt’s user', async () => {
  const { zendesk } = scene.world;
  const widget = await widgetOf();
  await widget.write('hello from the first year');
  await until(widget, () => !widget.isPending);
  expect(widget.said()).toEqual(['You said: hello from the first year']);
  expect(widget.heard.map(({ name }) => name)).toContain('joined_session');
  // §2c quirk: in pieces the answer would be several bubbles.
  expect(widget.heard.filter(({ name }) => name === 'message').map(({ payload }) => payload)).toEqual(
    expect.arrayContaining(['You said: hello from the first year', '|im_end|']),
  );
  expect(widget.heard.find(({ name }) => name === 'vote')?.payload).toEqual(expect.any(Number));

  await widget.write('human please');
  await until(widget, () => widget.handoffs.length > 0 && !widget.isPending);
  expect(widget.handoffs).toEqual([{ summary: 'Order 17 is late', sentiment: 'angry' }]);
  const ticket = await ticketWith('hello from the first year');
  expect(ticket).toMatchObject({
    requester: { name: USER.name, email: USER.email },
    tags: ['my_tag1', 'my_tag2'],
    fields: { '3584154321651': 'Some value', '765484654312': 'User-specific value' },
  });

  await zendesk.says(ticket.id, 'Hi, Sam here');
  await until(widget, () => widget.said().includes('Hi, Sam here'));
  expect(widget.said()).toContain('Sam Rivera joined the conversation.');

  await widget.write('Where is my order?');
  // Agents take their time: the field is free as soon as the message is in.
  await until(widget, () => !widget.isPending);
  await eventually(async () => userWords(await zendesk.ticket(ticket.id)).includes('Where is my order?'));

  const attachment = {
    name: 'label.txt',
    mediaType: 'text/plain',
    dataBase64: Buffer.from('label').toString('base64'),
  };
  await zendesk.act(ticket.id, 'messages', { agentId: SAM, text: 'Your label', attachment });
  await until(widget, () => widget.said().some((words) => words.includes('[label.txt](')));
  const link = /\[label\.txt\]\(([^)]+)\)/.exec(widget.said().join('\n'))?.[1] ?? '';
  expect(await (await fetch(link)).text()).toBe('label');

  await zendesk.closeTicket(ticket.id);
  await until(widget, () => widget.said().some((words) => words.includes('The assistant is back')));
  await widget.write('thanks');
  await until(widget, () => widget.said().includes('You said: thanks'));

  widget.close();
  const reloaded = scene.widget005(widget.sessionId);
  open.push(reloaded);
  const history = await reloaded.load();
  expect(reloaded.bubbles.filter(({ from }) => from === 'user').map(({ text }) => text)).toEqual([
    'hello from the first year',
    'human please',
    'Where is my order?',
    'thanks',
  ]);
  const agents = history.filter(({ agent_name: name }) => name === 'Sam Rivera');
  expect(agents.map(({ message }) => message)[0]).toBe('Hi, Sam here');
  expect(agents[0]?.agent_avatar).toMatch(/^http/);
  const shown = reloaded.bubbles.length;
  await reloaded.connect();
  await new Promise((done) => setTimeout(done, 500));
  // What the history told is not told again.
  expect(reloaded.bubbles).toHaveLength(shown);
});

it('what agents say while the line is down comes when it is back, once and in order', async () => {
  const { zendesk } = scene.world;
  const widget = await widgetOf();
  await widget.write('a line that breaks');
  await until(widget, () => !widget.isPending);
  await widget.write('human please');
  await until(widget, () => widget.handoffs.length > 0 && !widget.isPending);
  const ticket = await ticketWith('a line that breaks');
  await zendesk.says(ticket.id, 'one');
  await until(widget, () => widget.said().includes('one'));
  for (const words of ['two', 'three', 'four', 'five']) {
    widget.close();
    await zendesk.says(ticket.id, words);
    await new Promise((done) => setTimeout(done, 150));
    widget.socket?.connect();
    await until(widget, () => widget.said().includes(words));
  }
  const numbers = widget.said().filter((words) => /^(one|two|three|four|five)$/.test(words));
  expect(numbers).toEqual(['one', 'two', 'three', 'four', 'five']);
  expect(widget.handoffs).toHaveLength(1);
});

it('one who has not joined hears nothing, and one who leaves hears no more', async () => {
  const widget = await widgetOf();
  await widget.write('hello');
  await until(widget, () => !widget.isPending);
  const stranger = await widgetOf();
  widget.socket?.emit('leave_session', widget.sessionId);
  await new Promise((done) => setTimeout(done, 200));
  const heard = widget.heard.length;
  const other = await widgetOf(widget.sessionId);
  await other.write('two');
  await until(other, () => other.said().includes('second'));
  expect(widget.heard).toHaveLength(heard);
  expect(stranger.heard).toEqual([]);
});

itLeavesZendeskInOrder(() => scene.world);
