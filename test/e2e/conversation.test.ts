import { USER } from '../support/world/widget-copilot';
import { createWorld, type World } from '../support/world/world';
import type { CopilotBackend } from '../support/world/copilot';
import { eventually } from '../support/world/http';
import { itLeavesZendeskInOrder } from '../support/world/in-order';
import { userWords } from '../support/world/zendesk';

jest.setTimeout(120_000);

let world: World;
let copilot: CopilotBackend;
beforeAll(async () => {
  world = await createWorld();
  copilot = await world.connectedCopilot();
});
afterAll(async () => {
  await world.close();
});

it("R42, R44, R46, R51: product.txt's user gets a ticket with name, e-mail, tags and fields, and nothing that is not Zendesk's", async () => {
  const sessionId = world.newSession();
  const started = await copilot.start(sessionId, { user: USER, reason: 'user_request' });
  expect(started.status).toBe(201);
  const ticket = await world.zendesk.ticketOf(copilot.app.appId, sessionId);
  expect(ticket).toMatchObject({
    stray: false,
    requester: { name: USER.name, email: USER.email, externalId: `${copilot.copilotId}:s:${sessionId}` },
    tags: ['my_tag1', 'my_tag2'],
    fields: { '3584154321651': 'Some value', '765484654312': 'User-specific value' },
    metadata: { handoffId: started.body.handoff.id, workflowId: started.body.handoff.workflowId },
  });
  expect(JSON.stringify(ticket)).not.toContain('value1');
});

it('a conversation: transcript, agent, user, close, and every step is told to the copilot once and in order', async () => {
  const sessionId = world.newSession();
  await copilot.start(sessionId, {
    user: USER,
    transcript: [
      { id: 't1', author: 'user', text: 'My order is late' },
      { id: 't2', author: 'copilot', text: 'Let me connect you' },
    ],
    summary: 'Order 17 is late',
  });
  const { id } = await world.zendesk.ticketOf(copilot.app.appId, sessionId);
  await copilot.untilState(sessionId, 'waiting');
  await world.zendesk.says(id, 'Hi, Sam here');
  await copilot.untilState(sessionId, 'active');
  expect((await copilot.send(sessionId, 'm1', 'Where is my order?')).status).toBe(202);
  await eventually(() => world.receiver.types(sessionId).includes('message.delivered'), {
    say: () => world.output(),
  });
  const ticket = await world.zendesk.ticket(id);
  expect(ticket.transcript[0]?.content.text).toContain('Order 17 is late');
  expect(userWords(ticket)).toEqual(['My order is late', 'Where is my order?']);
  await world.zendesk.closeTicket(id);
  const ended = await copilot.untilState(sessionId, 'ended');
  expect(ended).toMatchObject({ endReason: 'ticket_closed', undelivered: [], attention: null });
  await eventually(() => world.receiver.types(sessionId).includes('handoff.ended'));
  expect(world.receiver.types(sessionId)).toEqual([
    'handoff.started',
    'message.created', // transferred
    'handoff.agent_joined',
    'message.created', // Sam joined
    'message.created', // Hi, Sam here
    'message.delivered',
    'message.created', // ended
    'handoff.ended',
  ]);
  const agents = await copilot.messages(sessionId, 'agent');
  expect(agents).toMatchObject([{ text: 'Hi, Sam here', author: { type: 'agent', name: 'Sam Rivera' } }]);
  const seqs = (await copilot.events(sessionId)).map(({ seq }) => seq);
  expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  // R17: the session is the copilot's again, so the next word goes to the bot, never to the closed ticket (R20).
  expect((await copilot.send(sessionId, 'm2', 'thanks')).body.error?.code).toBe('handoff_ended');
});

it('R11: ten starts at once make one conversation, one ticket and ten equal answers', async () => {
  const sessionId = world.newSession();
  const answers = await Promise.all(Array.from({ length: 10 }, () => copilot.start(sessionId)));
  expect(new Set(answers.map(({ body }) => body.handoff.id)).size).toBe(1);
  expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(9).fill(200), 201]);
  await copilot.untilState(sessionId, 'waiting');
  const tickets = (await world.zendesk.tickets(copilot.app.appId)).filter(({ requester }) =>
    requester.externalId?.endsWith(sessionId),
  );
  expect(tickets).toHaveLength(1);
});

it('R24: a second handoff of a session has its own agent and ticket; nothing of the first leaks', async () => {
  const sessionId = world.newSession();
  const first = (await copilot.start(sessionId)).body.handoff;
  const ticket = await world.zendesk.ticketOf(copilot.app.appId, sessionId);
  await copilot.untilState(sessionId, 'waiting');
  await world.zendesk.says(ticket.id, 'first');
  await copilot.untilState(sessionId, 'active');
  await world.zendesk.closeTicket(ticket.id);
  await copilot.untilState(sessionId, 'ended');
  const second = (await copilot.start(sessionId)).body.handoff;
  expect(second).toMatchObject({ agent: null, state: 'opening' });
  expect(second.id).not.toBe(first.id);
  const waiting = await copilot.untilState(sessionId, 'waiting');
  expect(waiting.agent).toBeNull();
  const tickets = (await world.zendesk.tickets(copilot.app.appId)).filter(({ requester }) =>
    requester.externalId?.endsWith(sessionId),
  );
  expect(new Set(tickets.map(({ conversationId }) => conversationId)).size).toBe(2);
});

it('R31: a user without name and e-mail is handed off', async () => {
  const sessionId = world.newSession();
  await copilot.start(sessionId, { user: {} });
  await copilot.untilState(sessionId, 'waiting');
  await world.zendesk.ticketOf(copilot.app.appId, sessionId);
});

it('R32, F16: 20,000 characters arrive complete and in order', async () => {
  const sessionId = world.newSession();
  await copilot.start(sessionId);
  const { id } = await world.zendesk.ticketOf(copilot.app.appId, sessionId);
  await copilot.untilState(sessionId, 'waiting');
  const text = Array.from({ length: 3_334 }, (_, i) => `w${i}`)
    .join(' ')
    .slice(0, 20_000);
  await copilot.send(sessionId, 'long', text);
  await eventually(() => world.receiver.types(sessionId).includes('message.delivered'));
  const words = userWords(await world.zendesk.ticket(id));
  expect(words.length).toBeGreaterThanOrEqual(5);
  expect(words.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
});

itLeavesZendeskInOrder(() => world);
