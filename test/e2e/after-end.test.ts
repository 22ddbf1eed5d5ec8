import { openChat, type Chat } from '../support/world/chat';
import { eventually } from '../support/world/http';
import { itLeavesZendeskInOrder } from '../support/world/in-order';
import {
  expectAccounted,
  expectOneEnd,
  itemsOf,
  made,
  saidInZendesk,
  type DeliveryItem,
  type RequestItem,
} from '../support/world/oracles';
import { playAtOnce } from '../support/world/stories';
import { createWorld, type World } from '../support/world/world';

jest.setTimeout(120_000);

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const TOLD_THE_AGENT = 'The user has ended this conversation.';
const ENDED = 'The conversation with our team has ended. The assistant is back.';
const NOBODY_CAME = 'Nobody from our team was free to answer. The assistant is back.';

const zendeskAway = (chat: Chat, op = '*') =>
  world.zendesk.fault({
    op,
    appId: chat.copilot.app.appId,
    when: 'before',
    do: { type: 'status', status: 503 },
  });
/** Waits until our webhook has taken the news that control was given up. */
const releaseTold = (appId: string) =>
  eventually(async () =>
    (await itemsOf<DeliveryItem>(world, 'deliveries', appId)).some(
      ({ types, status }) => types.includes('switchboard:releaseControl') && status === 200,
    ),
  );
const agentSees = async (chat: Chat) => (await chat.ticket()).transcript.map(({ content }) => content.text);

playAtOnce({
  'R22, R23: the user ends while Zendesk is away: told at once; the agent hears it when Zendesk is back, the ticket stays open':
    async () => {
      const chat = await openChat(world, await world.connectedCopilot(), { until: 'active' });
      const comeBack = await zendeskAway(chat);
      for (const id of ['m1', 'm2', 'm3']) expect((await chat.send(id, id)).status).toBe(202);
      const askedAt = performance.now();
      await chat.copilot.end(chat.sessionId, 'user_ended');
      const ended = await chat.untilEnded();
      expect(performance.now() - askedAt).toBeLessThan(30_000);
      expect((await chat.texts('system')).at(-1)).toBe(ENDED);
      await expectOneEnd(chat, 'user_ended');
      // The first was under way; nobody knows. The others were never tried.
      expect(ended.undelivered).toEqual([
        { id: 'm1', outcome: 'unknown' },
        { id: 'm2', outcome: 'not_sent' },
        { id: 'm3', outcome: 'not_sent' },
      ]);
      await expectAccounted(chat, ['m1', 'm2', 'm3']);
      await comeBack();
      await eventually(async () => (await agentSees(chat)).at(-1) === TOLD_THE_AGENT, {
        withinMs: 40_000,
        say: () => world.output().slice(-3_000),
      });
      expect((await chat.ticket()).status).toBe('open');
      expect(await saidInZendesk(world, chat.copilot.app.appId)).not.toContain('m1');
    },

  'R22: an end by the user drains what is queued, then tells the agent, and leaves the ticket open':
    async () => {
      const chat = await openChat(world, await world.connectedCopilot(), { until: 'active' });
      const ids = Array.from({ length: 10 }, (_, index) => `m${index + 1}`);
      await Promise.all(ids.map((id) => chat.send(id, id)));
      await chat.copilot.end(chat.sessionId, 'user_ended');
      expect((await chat.untilEnded()).undelivered).toEqual([]);
      await expectAccounted(chat, ids);
      await eventually(async () => (await agentSees(chat)).at(-1) === TOLD_THE_AGENT);
      expect((await chat.ticket()).status).toBe('open');
    },

  'R20: after an end by Zendesk nothing that is queued is posted, although it could be again; it is given back':
    async () => {
      const chat = await openChat(world, await world.connectedCopilot());
      const { appId } = chat.copilot.app;
      const comeBack = await zendeskAway(chat, 'postMessage');
      for (const id of ['m1', 'm2']) await chat.send(id, id);
      const tried = async () =>
        (await itemsOf<RequestItem>(world, 'requests', appId)).some(
          ({ op, status }) => op === 'postMessage' && status === 503,
        );
      await eventually(tried);
      await world.zendesk.closeTicket(chat.ticketId);
      await releaseTold(appId);
      await comeBack();
      const { undelivered } = await chat.untilEnded();
      expect(undelivered.map(({ id }) => id)).toEqual(['m1', 'm2']);
      await expectAccounted(chat, ['m1', 'm2']);
      expect((await chat.send('m3', 'anybody?')).body.error?.code).toBe('handoff_ended');
      // The next handoff of the session is a new ticket; by then nothing of the first may have come.
      expect((await chat.copilot.start(chat.sessionId)).status).toBe(201);
      await chat.copilot.untilState(chat.sessionId, 'waiting');
      const said = await saidInZendesk(world, appId);
      for (const id of ['m1', 'm2', 'anybody?']) expect(said).not.toContain(id);
      expect(await made(world, appId, 'ticket')).toBe(2);
    },

  'R15, R20: while an end by the user waits for Zendesk, an agent closes the ticket: the first reason stands, nothing is posted':
    async () => {
      const chat = await openChat(world, await world.connectedCopilot());
      const { appId } = chat.copilot.app;
      const comeBack = await zendeskAway(chat, 'postMessage');
      await chat.send('m1', 'm1');
      expect((await chat.copilot.end(chat.sessionId, 'user_ended')).status).toBe(202);
      await world.zendesk.closeTicket(chat.ticketId);
      await releaseTold(appId);
      await comeBack();
      await chat.untilEnded();
      await expectOneEnd(chat, 'user_ended');
      await expectAccounted(chat, ['m1']);
      expect(await saidInZendesk(world, appId)).not.toContain('m1');
    },

  'design §5.8: an agent’s message after the end still reaches the session, marked, and takes no control':
    async () => {
      const chat = await openChat(world, await world.connectedCopilot(), { until: 'active' });
      await chat.copilot.end(chat.sessionId, 'user_ended');
      await chat.untilEnded();
      await chat.agentSays('One more thing');
      await chat.untilUserSees(['Hello', 'One more thing']);
      const [, late] = await chat.copilot.messages(chat.sessionId, 'agent');
      expect(late).toMatchObject({ afterEnd: true, author: { name: 'Sam Rivera' } });
      await eventually(() =>
        chat
          .callbacks()
          .some(({ type, data }) => type === 'message.created' && 'message' in data && data.message.afterEnd),
      );
      await expectOneEnd(chat, 'user_ended');
    },

  'R15, R48: nobody picks up: the user is told, the copilot speaks again, the ticket stays; on the second handoff too':
    async () => {
      const copilot = await world.connectedCopilot({ preferences: { pickupTimeoutSeconds: 8 } });
      const first = await openChat(world, copilot);
      expect((await first.handoff()).timers.map(({ name }) => name)).toEqual(['pickup']);
      await first.untilEnded();
      await expectOneEnd(first, 'pickup_timeout');
      expect((await first.texts('system')).at(-1)).toBe(NOBODY_CAME);
      expect((await first.ticket()).status).toBe('new');
      await copilot.start(first.sessionId);
      await copilot.untilState(first.sessionId, 'waiting');
      expect((await copilot.untilState(first.sessionId, 'ended')).endReason).toBe('pickup_timeout');
    },

  'R48: nobody picks up because Zendesk is away: the user is told all the same': async () => {
    const copilot = await world.connectedCopilot({ preferences: { pickupTimeoutSeconds: 5 } });
    await world.zendesk.fault({
      op: '*',
      appId: copilot.app.appId,
      when: 'before',
      do: { type: 'status', status: 503 },
    });
    const chat = await openChat(world, copilot, { until: 'opening' });
    await chat.send('m1', 'Hello?');
    await chat.untilEnded();
    await expectOneEnd(chat, 'pickup_timeout');
    expect(await chat.texts('system')).toEqual([NOBODY_CAME]);
    await expectAccounted(chat, ['m1']);
  },

  'R48: an agent who speaks in time stops the pickup timer': async () => {
    const copilot = await world.connectedCopilot({ preferences: { pickupTimeoutSeconds: 8 } });
    const chat = await openChat(world, copilot, { until: 'active' });
    const { createdAt } = await chat.handoff();
    await eventually(() => Date.now() > Date.parse(createdAt) + 9_000);
    await chat.send('m1', 'Still with me?');
    await chat.untilAgentsSee(['Still with me?']);
  },

  'R49: an agent who falls silent: a nudge at half the time, the end at the whole': async () => {
    const copilot = await world.connectedCopilot({ preferences: { agentSilentSeconds: 4 } });
    const chat = await openChat(world, copilot, { until: 'active' });
    await chat.send('m1', 'Where is my order?');
    await chat.untilEnded();
    await expectOneEnd(chat, 'inactivity_timeout');
    expect((await chat.texts('system')).slice(-2)).toEqual([
      'Our team is taking longer than usual to answer. Please bear with us.',
      ENDED,
    ]);
    await eventually(async () => (await agentSees(chat)).at(-1)?.startsWith('This handoff has ended.'));
  },

  'R49: a user who falls silent: a nudge at half the time, the end at the whole': async () => {
    const copilot = await world.connectedCopilot({ preferences: { userIdleSeconds: 4 } });
    const chat = await openChat(world, copilot, { until: 'active' });
    await chat.untilEnded();
    await expectOneEnd(chat, 'inactivity_timeout');
    expect((await chat.texts('system')).slice(-2)).toEqual([
      'Are you still there? This conversation ends soon without an answer.',
      ENDED,
    ]);
  },

  'R49: whoever answers in time moves the deadline; 0 is off': async () => {
    const preferences = { userIdleSeconds: 6, agentSilentSeconds: 0 };
    const chat = await openChat(world, await world.connectedCopilot({ preferences }), { until: 'active' });
    const { activeAt } = await chat.handoff();
    await chat.send('m1', 'I am here');
    await eventually(() => Date.now() > Date.parse(activeAt ?? '') + 8_000);
    expect((await chat.handoff()).state).toBe('active');
  },
});

itLeavesZendeskInOrder(() => world);
