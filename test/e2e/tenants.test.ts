import { openChat, type Chat } from '../support/world/chat';
import type { CopilotBackend } from '../support/world/copilot';
import { eventually } from '../support/world/http';
import { itLeavesZendeskInOrder } from '../support/world/in-order';
import {
  expectAccounted,
  expectOneEnd,
  itemsOf,
  made,
  type DeliveryItem,
  type LogItem,
  type RequestItem,
} from '../support/world/oracles';
import { playAtOnce } from '../support/world/stories';
import { createWorld, type World } from '../support/world/world';
import { SAM } from '../support/world/zendesk';
import { zendeskApi } from '../support/world/zendesk-api';

jest.setTimeout(120_000);

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** Of each of two tenants. */
const SESSIONS = 20;
const USER = { id: 'u1', name: 'Jane', verified: true };

interface Connection {
  connection: { status: string; checks: { name: string; ok: boolean; detail: string }[] };
}
const connection = async ({ copilotId }: CopilotBackend) =>
  (await world.admin<Connection>('GET', `/copilots/${copilotId}/zendesk`)).body.connection;

async function talkBothWays(chat: Chat): Promise<void> {
  await chat.send('hi', `user of ${chat.sessionId}`);
  await chat.agentSays(`agent of ${chat.sessionId}`);
  await chat.untilAgentsSee([`user of ${chat.sessionId}`], 40_000);
  await chat.untilUserSees([`agent of ${chat.sessionId}`], 40_000);
}

/** A user of the customer's own, who speaks with agents by other ways than ours. */
async function someoneElse({ app }: CopilotBackend) {
  const call = zendeskApi(world, app);
  const { user } = await call<{ user: { id: string } }>('POST', '/users', { externalId: 'a-customer' });
  const { conversation } = await call<{ conversation: { id: string } }>('POST', '/conversations', {
    type: 'personal',
    participants: [{ userId: user.id }],
  });
  await call('POST', `/conversations/${conversation.id}/passControl`, {
    switchboardIntegration: 'zd-agentWorkspace',
    metadata: { 'dataCapture.systemField.tags': 'own' },
  });
  await world.zendesk.call('POST', `/simulator/conversations/${conversation.id}/user-message`, {
    text: 'Hi',
  });
  const tickets = await world.zendesk.tickets(app.appId);
  const ticket = tickets.find(({ conversationId }) => conversationId === conversation.id);
  if (ticket === undefined) throw new Error('no ticket of the other user');
  return { userId: user.id, conversationId: conversation.id, ticketId: ticket.id };
}

playAtOnce({
  'R26: without multi-conversations the set-up says so, and sessions of one user share the default conversation in turn':
    async () => {
      const copilot = await world.connectedCopilot({ app: { multiConversations: false } });
      const { appId } = copilot.app;
      const check = (await connection(copilot)).checks.find(({ name }) => name === 'multi_conversations');
      expect(check?.detail).toMatch(/^Off: .*one user share a single conversation/);

      const first = await openChat(world, copilot, { start: { user: USER } });
      await talkBothWays(first);
      const letGo = await world.zendesk.fault({
        op: 'webhook',
        appId,
        trigger: 'switchboard:releaseControl',
        do: { type: 'hold' },
      });
      await world.zendesk.closeTicket(first.ticketId);
      await first.untilEnded();

      const second = await openChat(world, copilot, { start: { user: USER } });
      expect(second.conversationId).toBe(first.conversationId);
      expect(second.ticketId).not.toBe(first.ticketId);
      await letGo();
      await eventually(async () =>
        (await itemsOf<DeliveryItem>(world, 'deliveries', appId)).some(
          ({ types, status }) => types.includes('switchboard:releaseControl') && status === 200,
        ),
      );
      await talkBothWays(second);
      expect((await second.handoff()).state).toBe('active');
      await expectOneEnd(first, 'ticket_closed');
      expect(await made(world, appId, 'conversation')).toBe(1);
      expect(await first.texts('agent')).toEqual([`agent of ${first.sessionId}`]);
    },

  'R26: multi-conversations switched off behind our back: a refused second conversation becomes the default one':
    async () => {
      const copilot = await world.connectedCopilot();
      const first = await openChat(world, copilot, { start: { user: USER } });
      await world.zendesk.closeTicket(first.ticketId);
      await first.untilEnded();
      await world.zendesk.patchApp(copilot.app.appId, { multiConversations: false });
      const second = await openChat(world, copilot, { start: { user: USER } });
      expect(second.conversationId).toBe(first.conversationId);
      await talkBothWays(second);
      expect((await second.handoff()).warnings.map(({ code }) => code)).toEqual(['multi_conversations_off']);
    },

  'R27, F39: after Zendesk merged the user into another, agents of the surviving conversation still reach the session, and the user them':
    async () => {
      const copilot = await world.connectedCopilot();
      const { appId } = copilot.app;
      const chat = await openChat(world, copilot, { start: { user: { id: 'gone' } } });
      await talkBothWays(chat);
      const survivor = await someoneElse(copilot);
      const log = (await world.zendesk.log(appId)) as LogItem[];
      const ours = log.find(
        ({ kind, externalId }) => kind === 'user' && String(externalId).endsWith(':gone'),
      );
      await world.zendesk.call('POST', '/simulator/users/merge', {
        appId,
        surviving: survivor.userId,
        discarded: ours?.['userId'],
      });
      await eventually(async () => (await chat.handoff()).conversationId === survivor.conversationId);
      await world.zendesk.says(survivor.ticketId, 'To the survivor');
      await chat.untilUserSees([`agent of ${chat.sessionId}`, 'To the survivor']);
      // The name that we gave the user is gone with it; the words go in the survivor's.
      expect((await chat.send('after', 'After the merge')).status).toBe(202);
      await eventually(async () => {
        const { transcript } = await world.zendesk.ticket(survivor.ticketId);
        return transcript.some(({ content }) => content.text === 'After the merge');
      });
      await world.zendesk.act(survivor.ticketId, 'end-session', { agentId: SAM });
      await chat.untilEnded();
      await expectOneEnd(chat, 'agent_ended');
    },

  'R53, F12: a revoked key holds the handoff and is shown; new credentials resume it, everything in order':
    async () => {
      const copilot = await world.connectedCopilot();
      const { appId, subdomain, keyId, secret } = copilot.app;
      const chat = await openChat(world, copilot);
      await world.zendesk.patchApp(appId, { keyRevoked: true });
      for (const id of ['m1', 'm2']) expect((await chat.send(id, id)).status).toBe(202);
      await chat.untilAttention('credentials', 15_000);
      expect((await connection(copilot)).status).toBe('needs_attention');
      expect((await chat.send('m3', 'm3')).status).toBe(202);
      await chat.agentSays('Still here');
      await chat.untilUserSees(['Still here']);

      const put = (key: string) =>
        world.admin<Connection>('PUT', `/copilots/${copilot.copilotId}/zendesk`, {
          subdomain,
          appId,
          keyId,
          secret: key,
        });
      expect((await put(secret)).status).toBe(422);
      expect((await chat.handoff()).attention?.code).toBe('credentials');
      await world.zendesk.patchApp(appId, { keyRevoked: false, secret: 'another-secret' });
      expect((await put('another-secret')).body.connection.status).toBe('active');
      await chat.untilAgentsSee(['m1', 'm2', 'm3']);
      await chat.untilSettled(['m1', 'm2', 'm3']);
      await chat.untilAttention(null);
      await expectAccounted(chat, ['m1', 'm2', 'm3']);
      expect((await connection(copilot)).status).toBe('active');
    },
});

it('R30, S18: two tenants, twenty sessions each at once: every request under its own credentials, no word in the wrong place', async () => {
  const tenants = [await world.connectedCopilot(), await world.connectedCopilot()];
  const wishes = tenants.flatMap((copilot) => Array.from({ length: SESSIONS }, () => copilot));
  const chats = await Promise.all(wishes.map((copilot) => openChat(world, copilot, { until: 'opening' })));
  await Promise.all(chats.map(({ send, sessionId }) => send('hi', `user of ${sessionId}`)));
  // One after another: forty pollers at once would be the load of this test.
  for (const chat of chats) await chat.meet();
  await Promise.all(chats.map(({ agentSays, sessionId }) => agentSays(`agent of ${sessionId}`)));
  for (const chat of chats) {
    await chat.untilAgentsSee([`user of ${chat.sessionId}`]);
    await chat.untilUserSees([`agent of ${chat.sessionId}`]);
  }
  for (const { app, copilotId } of tenants) {
    const requests = await itemsOf<RequestItem>(world, 'requests', app.appId);
    expect(requests.filter(({ status }) => status === 401 || status === 403)).toEqual([]);
    const everything = JSON.stringify([requests, await world.zendesk.log(app.appId)]);
    for (const other of tenants) {
      if (other.copilotId !== copilotId) expect(everything).not.toContain(other.copilotId);
    }
    expect(await made(world, app.appId, 'conversation')).toBe(SESSIONS);
    expect(await made(world, app.appId, 'ticket')).toBe(SESSIONS);
  }
});

itLeavesZendeskInOrder(() => world);
