import type { EndReason } from '../../contract/handoff';
import { openChat, type Chat } from '../support/world/chat';
import type { CopilotBackend } from '../support/world/copilot';
import { eventually } from '../support/world/http';
import { itLeavesZendeskInOrder } from '../support/world/in-order';
import { expectAccounted, expectOneEnd } from '../support/world/oracles';
import { playAtOnce } from '../support/world/stories';
import { createWorld, type World } from '../support/world/world';
import { SAM } from '../support/world/zendesk';

jest.setTimeout(120_000);

let world: World;
let shared: CopilotBackend;
/** Every chat of this file with the reason of its end. */
const ended: { chat: Chat; reason: EndReason }[] = [];
beforeAll(async () => {
  world = await createWorld();
  shared = await world.connectedCopilot();
});
afterAll(() => world.close());

const act = (chat: Chat, action: string, body: Record<string, unknown> = {}) =>
  world.zendesk.act(chat.ticketId, action, { agentId: SAM, ...body });
const inZendesk = (chat: Chat, what: string) =>
  world.zendesk.call('POST', `/simulator/conversations/${chat.conversationId}/${what}`);
const operatorEnds = (chat: Chat) => world.admin('POST', `/handoffs/${chat.handoffId}/end`);

interface Ending {
  reason: EndReason;
  how: (chat: Chat) => Promise<unknown>;
  app?: Record<string, unknown>;
  /** Of its own, also without one of the above. */
  own?: true;
}

const ENDINGS: Record<string, Ending> = {
  'releaseControl, by an agent ending the session': {
    reason: 'agent_ended',
    how: (chat) => act(chat, 'end-session'),
  },
  'passControl to another integration': {
    reason: 'agent_ended',
    how: (chat) => act(chat, 'pass-control', { switchboardIntegration: 'zd-answerBot' }),
  },
  ...Object.fromEntries(
    ['releaseControl', 'passControl', 'activityOnly', 'all'].map((closeSends): [string, Ending] => [
      `a ticket closed, told by ${closeSends}`,
      {
        reason: 'ticket_closed',
        how: (chat) => world.zendesk.closeTicket(chat.ticketId),
        app: { closeSends },
      },
    ]),
  ),
  ...Object.fromEntries(
    ['releaseControl', 'passControl', 'activityOnly', 'all'].map((closeSends): [string, Ending] => [
      `a transfer to e-mail, told by ${closeSends}`,
      { reason: 'transferred_to_email', how: (chat) => act(chat, 'transfer-to-email'), app: { closeSends } },
    ]),
  ),
  'the conversation removed': { reason: 'conversation_removed', how: (chat) => inZendesk(chat, 'remove') },
  'the user, in a client of Zendesk’s': {
    reason: 'user_ended',
    how: (chat) => inZendesk(chat, 'end-by-user'),
  },
  'the user, by the copilot’s backend': {
    reason: 'user_ended',
    how: ({ copilot, sessionId }) => copilot.end(sessionId, 'user_ended'),
  },
  'the copilot': { reason: 'copilot_ended', how: ({ copilot, sessionId }) => copilot.end(sessionId) },
  'an operator': { reason: 'operator_ended', how: operatorEnds },
  'a disconnect': {
    reason: 'disconnected',
    how: ({ copilot }) => world.admin('DELETE', `/copilots/${copilot.copilotId}/zendesk?force=true`),
    own: true,
  },
};

async function endBy(ending: Ending): Promise<void> {
  const { reason, how, app, own } = ending;
  const copilot = app === undefined && own === undefined ? shared : await world.connectedCopilot();
  if (app !== undefined) await world.zendesk.patchApp(copilot.app.appId, app);
  const chat = await openChat(world, copilot);
  await chat.send('m1', 'Hello?');
  await chat.untilSettled(['m1']);
  await how(chat);
  expect(await chat.untilEnded()).toMatchObject({
    endReason: reason,
    undelivered: [],
    attention: null,
    timers: [],
  });
  await expectOneEnd(chat, reason);
  await expectAccounted(chat, ['m1']);
  ended.push({ chat, reason });
  // R20: the copilot's again; nothing goes to the ticket any more.
  expect((await chat.send('m2', 'And now?')).body.error?.code).toBe('handoff_ended');
}

/** Whatever else may end it, afterwards. What Zendesk itself refuses by now is no signal. */
async function endAgain(chat: Chat): Promise<void> {
  const { copilot, sessionId } = chat;
  expect([200, 401]).toContain((await copilot.end(sessionId, 'user_ended')).status);
  expect((await operatorEnds(chat)).status).toBe(200);
  const signals = [
    act(chat, 'end-session'),
    world.zendesk.closeTicket(chat.ticketId),
    inZendesk(chat, 'remove'),
  ];
  await Promise.allSettled(signals);
}

playAtOnce({
  ...Object.fromEntries(
    Object.entries(ENDINGS).map(([name, ending]) => [
      `R15, R17: ${name}: one end with its reason, the copilot speaks again`,
      () => endBy(ending),
    ]),
  ),

  'R15, F24: everything at once is one end': async () => {
    const chat = await openChat(world, shared);
    await Promise.all([
      shared.end(chat.sessionId, 'user_ended'),
      operatorEnds(chat),
      world.zendesk.closeTicket(chat.ticketId),
    ]);
    const { endReason } = await chat.untilEnded();
    const reason = endReason ?? 'failed';
    expect(['user_ended', 'operator_ended', 'ticket_closed']).toContain(reason);
    ended.push({ chat, reason });
  },

  'R15, F38: a copilot deleted: its backend is told, its key and its webhook are of no use any more':
    async () => {
      const copilot = await world.connectedCopilot();
      const chat = await openChat(world, copilot);
      expect((await world.admin('DELETE', `/copilots/${copilot.copilotId}`)).status).toBe(204);
      await eventually(() => world.receiver.types(chat.sessionId).includes('handoff.ended'), {
        withinMs: 45_000,
      });
      const ends = chat.callbacks().filter(({ type }) => type === 'handoff.ended');
      expect(ends.map(({ data }) => 'reason' in data && data.reason)).toEqual(['copilot_deleted']);
      expect((await copilot.start(world.newSession())).status).toBe(401);
    },

  'a disconnect with open handoffs has to be meant': async () => {
    const copilot = await world.connectedCopilot();
    const chat = await openChat(world, copilot);
    const asked = await world.admin<{ error: { code: string } }>(
      'DELETE',
      `/copilots/${copilot.copilotId}/zendesk`,
    );
    expect([asked.status, asked.body.error.code]).toEqual([409, 'handoffs_open']);
    await chat.send('m1', 'still there?');
    await chat.untilAgentsSee(['still there?']);
  },
});

it('R15: a second signal of any kind changes nothing', async () => {
  expect(ended).toHaveLength(Object.keys(ENDINGS).length + 1);
  const before = await Promise.all(ended.map(({ chat }) => chat.events()));
  for (const { chat } of ended) await endAgain(chat);
  // A handoff from start to end: what the signals above could have done is done by then.
  const chat = await openChat(world, shared);
  await operatorEnds(chat);
  await chat.untilEnded();
  expect(await Promise.all(ended.map((one) => one.chat.events()))).toEqual(before);
  for (const { chat: one, reason } of ended) await expectOneEnd(one, reason);
});

itLeavesZendeskInOrder(() => world);
