import { setTimeout as sleep } from 'node:timers/promises';
import { openChat } from '../support/world/chat';
import { eventually } from '../support/world/http';
import { itLeavesZendeskInOrder } from '../support/world/in-order';
import { expectOneEnd, itemsOf, type DeliveryItem } from '../support/world/oracles';
import { playAtOnce } from '../support/world/stories';
import { viewOf } from '../support/world/view';
import { webhookDoor } from '../support/world/zendesk-api';
import { createWorld, type World } from '../support/world/world';
import { ALEX, SAM } from '../support/world/zendesk';

jest.setTimeout(120_000);

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const TRANSFERRED = 'You are being connected to our team.';
const JOINED = 'Sam Rivera joined the conversation.';
const ENDED = 'The conversation with our team has ended. The assistant is back.';

const deliveries = (appId: string) => itemsOf<DeliveryItem>(world, 'deliveries', appId);

/** The first agent's message of an app, as Zendesk's webhook had it. */
async function eventOf(appId: string, words: string): Promise<unknown> {
  const bodies = (await deliveries(appId)).map(({ body }) => body as { events: unknown[] });
  return bodies.flatMap(({ events }) => events).find((event) => JSON.stringify(event).includes(words));
}

playAtOnce({
  'R9, F20: every webhook call five times at once shows each message once': async () => {
    const copilot = await world.connectedCopilot();
    const { appId } = copilot.app;
    const chat = await openChat(world, copilot);
    await world.zendesk.fault({ op: 'webhook', appId, do: { type: 'dup', n: 5 } });
    const words = ['one', 'two', 'three', 'four'];
    for (const word of words) await chat.agentSays(word);
    await chat.untilUserSees(words);
    await chat.send('m1', 'thanks');
    await chat.untilSettled(['m1']);
    await world.zendesk.closeTicket(chat.ticketId);
    await chat.untilEnded();
    // Every copy is in: nothing may follow any more.
    const of = async (word: string) =>
      (await deliveries(appId)).filter(({ body }) => JSON.stringify(body).includes(`"text":"${word}"`))
        .length;
    for (const word of words) await eventually(async () => (await of(word)) === 5);
    expect(await chat.texts('agent')).toEqual(words);
    expect(await chat.texts('system')).toEqual([TRANSFERRED, JOINED, ENDED]);
    await expectOneEnd(chat, 'ticket_closed');
  },

  'R37: a note that agents write to each other reaches neither the user nor the backend': async () => {
    const copilot = await world.connectedCopilot();
    const chat = await openChat(world, copilot, { until: 'active' });
    await world.zendesk.act(chat.ticketId, 'note', { agentId: SAM, text: 'not for their eyes' });
    await chat.agentSays('A moment, please.');
    await chat.untilUserSees(['Hello', 'A moment, please.']);
    expect((await chat.ticket()).transcript.map(({ content }) => content)).toContainEqual(
      expect.objectContaining({ text: 'not for their eyes' }),
    );
    expect(JSON.stringify([await chat.events(), chat.callbacks()])).not.toContain('their eyes');
    await world.zendesk.closeTicket(chat.ticketId);
    await chat.untilEnded();
  },

  'R12, F21: events that arrive in any order are shown in the order in which Zendesk received them':
    async () => {
      const copilot = await world.connectedCopilot();
      const { appId } = copilot.app;
      const chat = await openChat(world, copilot);
      await world.zendesk.fault({
        op: 'webhook',
        appId,
        trigger: 'conversation:message',
        seed: 7,
        do: { type: 'reorder', window: 12, ms: 700 },
      });
      const words = Array.from({ length: 12 }, (_, index) => `w${index + 1}`);
      for (const word of words) await chat.agentSays(word);
      const seen = async () =>
        viewOf(await chat.events()).filter(({ message }) => message.origin === 'agent');
      await eventually(async () => (await seen()).length === words.length);
      expect((await seen()).map(({ message }) => message.text)).toEqual(words);
    },

  'R12, F23: the last word of an agent is shown before the end that overtook it, and once': async () => {
    const copilot = await world.connectedCopilot();
    const { appId } = copilot.app;
    const chat = await openChat(world, copilot, { until: 'active' });
    const letGo = await world.zendesk.fault({
      op: 'webhook',
      appId,
      trigger: 'conversation:message',
      do: { type: 'hold' },
    });
    await chat.agentSays('Goodbye');
    await world.zendesk.act(chat.ticketId, 'end-session', { agentId: SAM });
    await chat.untilEnded();
    const before = (await chat.events()).length;
    await letGo();
    await eventually(async () =>
      (await deliveries(appId)).some(({ body }) => JSON.stringify(body).includes('Goodbye')),
    );
    expect(await chat.texts('agent')).toEqual(['Hello', 'Goodbye']);
    expect((await chat.events()).length).toBe(before);
    await expectOneEnd(chat, 'agent_ended');
    expect((await copilot.messages(chat.sessionId, 'agent')).map(({ afterEnd }) => afterEnd)).toEqual([
      false,
      false,
    ]);
  },

  'R13: what we posted, and what the user says elsewhere, never comes back to the session': async () => {
    const copilot = await world.connectedCopilot();
    const transcript = [
      { id: 't1', author: 'user', text: 'My order is late' },
      { id: 't2', author: 'copilot', text: 'Let me connect you' },
    ];
    const chat = await openChat(world, copilot, { start: { transcript, summary: 'late' }, until: 'active' });
    await chat.send('m1', 'From our widget');
    await world.zendesk.call('POST', `/simulator/conversations/${chat.conversationId}/user-message`, {
      text: 'From Zendesk’s',
    });
    await chat.untilSettled(['m1']);
    await chat.agentSays('Seen both');
    await chat.untilUserSees(['Hello', 'Seen both']);
    expect(await chat.texts('system')).toEqual([TRANSFERRED, JOINED]);
    expect(await chat.texts('user')).toEqual(['From our widget']);
  },

  'R19: the command by which an agent hands back is not shown, and control returns at once': async () => {
    const copilot = await world.connectedCopilot();
    const seat = await seatOf(copilot.app.appId);
    const chat = await openChat(world, copilot, { until: 'active' });
    await chat.agentSays(`%((switchboard:passControl:${seat}))%`);
    await chat.untilEnded(15_000);
    await expectOneEnd(chat, 'agent_ended');
    expect(await chat.texts('agent')).toEqual(['Hello']);
  },

  'design §5.6: what webhooks lost is shown once and in order when an operator asks to look': async () => {
    const copilot = await world.connectedCopilot();
    const { appId } = copilot.app;
    const chat = await openChat(world, copilot, { until: 'active' });
    const stop = await world.zendesk.fault({
      op: 'webhook',
      appId,
      trigger: 'conversation:message',
      do: { type: 'lose' },
    });
    for (const word of ['lost 1', 'lost 2']) await chat.agentSays(word);
    await chat.agentSays('lost 3', ALEX);
    const asked = await world.admin('POST', `/handoffs/${chat.handoffId}/retry`);
    expect(asked.status).toBe(202);
    await chat.untilUserSees(['Hello', 'lost 1', 'lost 2', 'lost 3']);
    await stop();
    await chat.agentSays('heard');
    await chat.untilUserSees(['Hello', 'lost 1', 'lost 2', 'lost 3', 'heard']);
    const joined = () => chat.callbacks().filter(({ type }) => type === 'handoff.agent_joined');
    await eventually(() => joined().length === 3);
    const names = joined().map(({ data }) => 'agent' in data && data.agent.name);
    expect(names).toEqual(['Sam Rivera', 'Alex Kim', 'Sam Rivera']);
  },

  'design §5.6: the last look before the end finds what webhooks lost': async () => {
    const copilot = await world.connectedCopilot();
    const { appId } = copilot.app;
    const chat = await openChat(world, copilot, { until: 'active' });
    await world.zendesk.fault({ op: 'webhook', appId, do: { type: 'lose' } });
    for (const word of ['lost 1', 'lost 2']) await chat.agentSays(word);
    await copilot.end(chat.sessionId, 'user_ended');
    await chat.untilEnded();
    const agents = await copilot.messages(chat.sessionId, 'agent');
    expect(agents.map(({ text }) => text)).toEqual(['Hello', 'lost 1', 'lost 2']);
    expect(agents.some(({ afterEnd }) => afterEnd)).toBe(false);
    await expectOneEnd(chat, 'user_ended');
  },

  'R20: an agent lets go and no webhook says so: what the user says later wakes no stray ticket, and is given back':
    async () => {
      const copilot = await world.connectedCopilot();
      const { appId } = copilot.app;
      const chat = await openChat(world, copilot, { until: 'active' });
      await world.zendesk.fault({ op: 'webhook', appId, do: { type: 'lose' } });
      await world.zendesk.act(chat.ticketId, 'end-session', { agentId: SAM });
      // For so long agents that were seen in control are taken to be there still (activities/relay/relay.ts).
      await sleep(21_000);
      expect((await chat.send('m1', 'is anybody there?')).status).toBe(202);
      await chat.untilEnded();
      await expectOneEnd(chat, 'agent_ended');
      expect(await chat.statuses()).toMatchObject([
        { messageId: 'm1', value: 'undelivered', error: { outcome: 'not_sent' } },
      ]);
    },

  'R33: a file with a caption arrives as both, in both directions; a kind nobody knows becomes words':
    async () => {
      const copilot = await world.connectedCopilot();
      const chat = await openChat(world, copilot);
      const file = {
        url: 'https://files.example.com/invoice.pdf',
        name: 'invoice.pdf',
        mediaType: 'application/pdf',
      };
      const refused = {
        url: 'https://files.example.com/tool.exe',
        name: 'tool.exe',
        mediaType: 'application/x-msdownload',
      };
      const path = `/handoffs/${chat.sessionId}/messages`;
      await copilot.call('POST', path, { id: 'm1', text: 'The invoice', attachments: [file] });
      await copilot.call('POST', path, { id: 'm2', attachments: [refused] });
      await chat.untilSettled(['m1', 'm2']);
      const shown = (await chat.ticket()).transcript.filter(({ author }) => author.type === 'user');
      expect(shown.map(({ content }) => content)).toMatchObject([
        { type: 'text', text: 'The invoice' },
        { type: 'file', mediaUrl: file.url },
        { type: 'text', text: `tool.exe: ${refused.url}` },
      ]);

      const attachment = {
        name: 'label.txt',
        mediaType: 'text/plain',
        dataBase64: Buffer.from('label').toString('base64'),
      };
      await world.zendesk.act(chat.ticketId, 'messages', { agentId: SAM, text: 'Your label', attachment });
      await chat.untilUserSees(['Your label']);
      const { conversationId, sessionId } = chat;
      const metadata = { copilotId: copilot.copilotId, sessionId, handoffId: chat.handoffId };
      await world.zendesk.call('POST', '/simulator/events', {
        appId: copilot.app.appId,
        type: 'conversation:message',
        payload: {
          conversation: { id: conversationId, type: 'personal', metadata },
          message: {
            id: 'f'.repeat(24),
            received: new Date().toISOString(),
            author: { type: 'business', subtypes: ['agent'], displayName: 'Sam Rivera' },
            content: { type: 'hologram' },
            source: { type: 'zd:agentWorkspace' },
            metadata: { '__zendesk_msg.agent.id': SAM },
          },
        },
      });
      await chat.untilUserSees(['Your label', '(A message of the kind "hologram")']);
      const [first] = await copilot.messages(sessionId, 'agent');
      expect(first?.attachments).toMatchObject([{ name: 'label.txt', mediaType: 'text/plain', size: 5 }]);
    },
});

it('R9, F20: the same webhook call again, after a restart of the worker and after the end, changes nothing', async () => {
  const copilot = await world.connectedCopilot();
  const { appId } = copilot.app;
  const chat = await openChat(world, copilot);
  await chat.agentSays('only once');
  await chat.untilUserSees(['only once']);
  const event = await eventOf(appId, 'only once');
  const door = await webhookDoor(world, copilot.app);
  await world.processes[0]?.kill9();
  world.processes[0] = await world.start.app();
  expect(await Promise.all([door.post([event]), door.post([event, event])])).toEqual([200, 200]);
  await chat.agentSays('and another');
  await chat.untilUserSees(['only once', 'and another']);
  await copilot.end(chat.sessionId);
  await chat.untilEnded();
  expect(await door.post([event])).toBe(200);
  expect(await chat.texts('agent')).toEqual(['only once', 'and another']);
});

itLeavesZendeskInOrder(() => world);

async function seatOf(appId: string): Promise<string> {
  const found = (await itemsOf<{ op: string; body: { name?: string } }>(world, 'requests', appId)).find(
    ({ op }) => op === 'createSwitchboardIntegration',
  );
  if (found?.body.name === undefined) throw new Error('no seat was made');
  return found.body.name;
}
