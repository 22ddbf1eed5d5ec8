import { loadSunshineSpec } from '../support/sunshine-spec';
import { openChat, type Chat } from '../support/world/chat';
import { eventually } from '../support/world/http';
import { expectNoStrayTicket, itemsOf, type DeliveryItem, type RequestItem } from '../support/world/oracles';
import { createWorld, type World } from '../support/world/world';
import { ALEX, SAM } from '../support/world/zendesk';

jest.setTimeout(120_000);

// The vendor's document may not be copied into the project: without it beside us there is nothing to compare with.
const spec = loadSunshineSpec();
const compared = spec === undefined ? it.skip : it;

let world: World;
beforeAll(async () => {
  if (spec !== undefined) world = await createWorld();
});
afterAll(async () => {
  if (spec !== undefined) await world.close();
});

const act = (chat: Chat, action: string, body: Record<string, unknown> = {}) =>
  world.zendesk.act(chat.ticketId, action, { agentId: SAM, ...body });
const USER = {
  id: 'u1',
  name: "Widget User's Name",
  email: 'widget.user.email@example.com',
  avatar: 'https://link.to.avatar/',
  phone: '1234567890',
  customData: {
    'dataCapture.ticketField.3584154321651': 'Some value',
    'dataCapture.systemField.tags': 'my_tag1,my_tag2',
  },
};
const FILE = { url: 'https://files.example.com/a.png', name: 'a.png', mediaType: 'image/png' };

/** Everything a user and an agent can do, in one handoff, to its end. */
async function fullConversation(multiConversations: boolean): Promise<Chat> {
  const copilot = await world.connectedCopilot({
    app: { multiConversations },
    preferences: { tags: ['bot'], groupId: '360001', priority: 'high', fields: { '99': '{{user.name}}' } },
  });
  const transcript = [
    { id: 't1', author: 'user', text: 'My order is late', attachments: [FILE] },
    { id: 't2', author: 'copilot', text: 'Let me connect you' },
  ];
  const start = { user: USER, transcript, summary: 'Late', reason: 'asked', language: 'en' };
  const chat = await openChat(world, copilot, { start, until: 'active' });
  const path = `/handoffs/${chat.sessionId}/messages`;
  await copilot.call('POST', path, { id: 'm1', text: 'With a file', attachments: [FILE] });
  await copilot.call('POST', path, { id: 'm2', text: 'Yes', postback: 'y' });
  await copilot.call('POST', path, { id: 'm3', text: 'long '.repeat(2_000) });
  await chat.untilSettled(['m1', 'm2', 'm3']);
  await agentActs(chat);
  return chat;
}

async function agentActs(chat: Chat): Promise<void> {
  const dataBase64 = Buffer.from('hello').toString('base64');
  await act(chat, 'typing', { on: true });
  await act(chat, 'read');
  await act(chat, 'note', { text: 'between us' });
  await act(chat, 'assign', { agentId: ALEX });
  await act(chat, 'messages', {
    agentId: ALEX,
    text: 'Choose',
    actions: [{ type: 'reply', text: 'Yes', payload: 'y' }],
  });
  await act(chat, 'messages', {
    text: 'A file',
    attachment: { name: 'a.txt', mediaType: 'text/plain', dataBase64 },
  });
  await world.zendesk.act(chat.ticketId, 'trigger', { text: 'We are busy' });
  await world.zendesk.act(chat.ticketId, 'csat', {});
  await chat.untilUserSees(['Hello', 'Choose', 'A file']);
}

/** The ways out, and the ways in which Zendesk says no. */
async function endings(chat: Chat): Promise<void> {
  const { copilot } = chat;
  const { appId } = copilot.app;
  await world.zendesk.closeTicket(chat.ticketId);
  await chat.untilEnded();
  const again = await openChat(world, copilot, { start: { user: { ...USER, name: 'Another Name' } } });
  await act(again, 'transfer-to-email');
  await again.untilEnded();
  const third = await openChat(world, copilot);
  await world.zendesk.call('POST', `/simulator/conversations/${third.conversationId}/user-message`, {
    text: 'web',
  });
  await act(third, 'end-session');
  await third.untilEnded();
  const fourth = await openChat(world, copilot);
  await copilot.end(fourth.sessionId, 'user_ended');
  await fourth.untilEnded();
  const held = await openChat(world, copilot);
  await world.zendesk.patchApp(appId, { keyRevoked: true });
  await held.send('m1', 'refused for a while');
  await held.untilAttention('credentials');
  await world.zendesk.patchApp(appId, { keyRevoked: false });
  await world.admin('POST', `/copilots/${copilot.copilotId}/zendesk/verify`);
  await held.untilAgentsSee(['refused for a while']);
  await world.zendesk.call('POST', `/simulator/conversations/${held.conversationId}/remove`);
  await held.untilEnded();
  await world.admin('POST', `/copilots/${copilot.copilotId}/zendesk/test-handoff`);
  await world.admin('DELETE', `/copilots/${copilot.copilotId}/zendesk?force=true`);
}

compared(
  'every request of ours, every answer and every webhook are as the vendor’s specification has them',
  async () => {
    await Promise.all([true, false].map(async (multi) => endings(await fullConversation(multi))));
    await eventually(async () => (await itemsOf(world, 'pending')).length === 0);

    const requests = await itemsOf<RequestItem>(world, 'requests');
    const violations = requests.flatMap(({ op, method, path, query, body, status, answer }) =>
      [
        // Whom it does not know the simulator refuses unread.
        ...(status === 401 ? [] : (spec?.checkRequest(method, path, query, body) ?? [])),
        ...(status === null ? [] : (spec?.checkResponse(method, path, status, answer) ?? [])),
      ].map((problem) => `${op ?? method} ${status ?? ''}: ${problem}`),
    );
    expect(violations).toEqual([]);
    const deliveries = await itemsOf<DeliveryItem>(world, 'deliveries');
    expect(deliveries.flatMap(({ body }) => spec?.checkWebhook(body) ?? [])).toEqual([]);

    // What the comparison is worth: how much there was to compare.
    const ops = [...new Set(requests.map(({ op }) => op))].toSorted();
    expect(ops).toEqual(expect.arrayContaining(OPERATIONS));
    const types = [...new Set(deliveries.flatMap((delivery) => delivery.types))];
    expect(types).toEqual(expect.arrayContaining(EVENTS));
    await expectNoStrayTicket(world);
  },
);

const OPERATIONS = [
  'getApp',
  'createUser',
  'updateUser',
  'listConversations',
  'createConversation',
  'updateConversation',
  'getConversation',
  'postMessage',
  'listMessages',
  'passControl',
  'createIntegration',
  'listWebhooks',
  'listSwitchboards',
  'createSwitchboardIntegration',
  'deleteIntegration',
];
const EVENTS = [
  'conversation:message',
  'conversation:typing',
  'conversation:read',
  'conversation:remove',
  'switchboard:passControl',
  'switchboard:releaseControl',
];
