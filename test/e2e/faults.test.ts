import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { createWorld, type World } from '../support/world/world';
import { openChat, type Chat } from '../support/world/chat';
import { eventually } from '../support/world/http';
import { itLeavesZendeskInOrder } from '../support/world/in-order';
import { expectAccounted, made, saidInZendesk } from '../support/world/oracles';
import { playAtOnce } from '../support/world/stories';

jest.setTimeout(120_000);

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const FIVE = ['one', 'two', 'three', 'four', 'five'];

/** Zendesk answers 503 to everything, five messages are accepted meanwhile; it comes back when the handoff is held. */
async function outage(chat: Chat, comeBack: () => Promise<void>): Promise<void> {
  for (const text of FIVE) expect((await chat.send(text, text)).status).toBe(202);
  await eventually(
    async () => (await chat.statuses()).filter(({ value }) => value === 'delayed').length === 5,
    {
      withinMs: 25_000,
      say: () => world.output().slice(-3_000),
    },
  );
  await chat.untilAttention('zendesk_unavailable');
  await comeBack();
  if (chat.ticketId === '') await chat.meet();
  await chat.untilAgentsSee(FIVE, 40_000);
  await chat.untilSettled(FIVE);
  await chat.untilAttention(null);
}

async function expectAttentionTold(chat: Chat): Promise<void> {
  const codes = (await chat.states()).map(({ attention }) => attention?.code ?? null);
  expect(codes.filter((code, index) => code !== codes[index - 1])).toEqual([
    null,
    'zendesk_unavailable',
    null,
  ]);
  const told = () => chat.callbacks().filter(({ type }) => type === 'handoff.attention');
  await eventually(() => told().length >= 2);
  expect(told().map(({ data }) => 'attention' in data && data.attention?.code)).toEqual([
    'zendesk_unavailable',
    undefined,
  ]);
}

/** Milliseconds between the heartbeats of the relay, in the first seconds of its call; sorted. */
async function heartbeatGaps(chat: Chat): Promise<number[]> {
  const { address, namespace } = world.temporal;
  const connection = await Connection.connect({ address });
  try {
    const handle = new Client({ connection, namespace }).workflow.getHandle(
      (await chat.handoff()).workflowId,
    );
    const heard = new Set<number>();
    const untilMs = Date.now() + 8_000;
    while (Date.now() < untilMs) {
      const { raw } = await handle.describe();
      const relay = raw.pendingActivities?.find(
        ({ activityType }) => activityType?.name === 'relayToZendesk',
      );
      const at = relay?.lastHeartbeatTime;
      if (at != null) heard.add(Number(at.seconds) * 1_000 + (at.nanos ?? 0) / 1e6);
      await sleep(100);
    }
    const times = [...heard];
    return times
      .slice(1)
      .map((at, n) => at - (times[n] ?? NaN))
      .sort((one, other) => one - other);
  } finally {
    await connection.close();
  }
}

/** The ways in which Zendesk's answer gets lost although it did what was asked. */
const LOST_ANSWERS = ['reset', 'html200', 'empty2xx', 'half'];
const CREATING = ['createUser', 'createConversation', 'postMessage', 'passControl'];

async function answersLost(type: string, echoes: boolean): Promise<void> {
  const copilot = await world.connectedCopilot();
  const { appId } = copilot.app;
  if (!echoes) await world.zendesk.fault({ op: 'webhook', appId, do: { type: 'lose' } });
  for (const op of CREATING) {
    // passControl: to our own seat first, then to Agent Workspace.
    await world.zendesk.fault({ op, appId, nth: 1, times: 2, when: 'after', do: { type } });
  }
  const transcript = [{ id: 't1', author: 'user', text: 'My order is late' }];
  const chat = await openChat(world, copilot, { start: { transcript }, until: 'opening' });
  await eventually(async () => (await chat.handoff()).state === 'waiting', {
    withinMs: 60_000,
    say: () => world.output().slice(-3_000),
  });
  await chat.meet();
  await world.zendesk.fault({
    op: 'postMessage',
    appId,
    match: { text: 'lost' },
    nth: 1,
    when: 'after',
    do: { type },
  });
  await chat.send('m1', 'the answer to this is lost');
  await chat.send('m2', 'the next one');
  await chat.untilSettled(['m1', 'm2'], 40_000);
  const said = await saidInZendesk(world, appId);
  expect(said.slice(1)).toEqual(['My order is late', 'the answer to this is lost', 'the next one']);
  expect(await made(world, appId, 'user')).toBe(1);
  expect(await made(world, appId, 'conversation')).toBe(1);
  expect(await made(world, appId, 'ticket')).toBe(1);
  await expectAccounted(chat, ['m1', 'm2']);
}

playAtOnce({
  'R1, F10: five messages accepted while Zendesk answers 503 arrive once and in order; the trouble is told and taken back':
    async () => {
      const copilot = await world.connectedCopilot();
      const chat = await openChat(world, copilot);
      const { appId } = copilot.app;
      const comeBack = await world.zendesk.fault({
        op: '*',
        appId,
        when: 'before',
        do: { type: 'status', status: 503 },
      });
      await outage(chat, comeBack);
      await expectAttentionTold(chat);
      await expectAccounted(chat, FIVE);
      expect((await saidInZendesk(world, appId)).slice(1)).toEqual(FIVE);
    },

  'R1: five messages accepted while the handoff is still opening and Zendesk is away arrive once and in order':
    async () => {
      const copilot = await world.connectedCopilot();
      const { appId } = copilot.app;
      const comeBack = await world.zendesk.fault({
        op: '*',
        appId,
        when: 'before',
        do: { type: 'status', status: 503 },
      });
      const chat = await openChat(world, copilot, { until: 'opening' });
      await outage(chat, comeBack);
      await expectAttentionTold(chat);
      await expectAccounted(chat, FIVE);
      expect((await saidInZendesk(world, appId)).slice(1)).toEqual(FIVE);
      // R50: told only when it was true, and in the right order.
      expect(await chat.texts('system')).toEqual(['You are being connected to our team.']);
    },

  'F31: a message that Zendesk refuses for good is failed with its reason, and the next ones go':
    async () => {
      const copilot = await world.connectedCopilot();
      const chat = await openChat(world, copilot);
      const { appId } = copilot.app;
      await world.zendesk.fault({
        op: 'postMessage',
        appId,
        match: { text: 'poison' },
        when: 'before',
        do: {
          type: 'status',
          status: 400,
          body: { errors: [{ code: 'bad_request', title: 'Not this one' }] },
        },
      });
      for (const id of ['before', 'poison', 'after', 'later']) await chat.send(id, id);
      await chat.untilAgentsSee(['before', 'after', 'later']);
      await chat.untilSettled(['before', 'poison', 'after', 'later']);
      expect((await chat.statuses()).filter(({ value }) => value === 'failed')).toEqual([
        {
          messageId: 'poison',
          value: 'failed',
          error: { code: 'rejected', message: 'Not this one', outcome: 'not_sent' },
        },
      ]);
      await expectAccounted(chat, ['before', 'poison', 'after', 'later']);
    },

  'F40: a message whose answer was lost and that is not listed for some seconds is not sent again':
    async () => {
      const copilot = await world.connectedCopilot();
      const chat = await openChat(world, copilot);
      const { appId } = copilot.app;
      // A conversation younger than the list's delay would be hidden itself, and so be gone.
      await new Promise((resolve) => setTimeout(resolve, 4_500));
      // Without the echo, which would prove the same.
      await world.zendesk.fault({ op: 'webhook', appId, do: { type: 'lose' } });
      await world.zendesk.fault({ op: 'listMessages', appId, do: { type: 'stale-read', ms: 4_000 } });
      await world.zendesk.fault({ op: 'postMessage', appId, nth: 1, when: 'after', do: { type: 'reset' } });
      for (const id of ['hidden', 'next']) await chat.send(id, id);
      await chat.untilSettled(['hidden', 'next'], 40_000);
      expect((await saidInZendesk(world, appId)).slice(1)).toEqual(['hidden', 'next']);
      await expectAccounted(chat, ['hidden', 'next']);
    },

  'F3: while a call hangs, Temporal hears every second that its worker lives': async () => {
    const copilot = await world.connectedCopilot();
    const chat = await openChat(world, copilot);
    const { appId } = copilot.app;
    await world.zendesk.fault({ op: 'postMessage', appId, nth: 1, when: 'before', do: { type: 'hang' } });
    await chat.send('m1', 'm1');
    const gaps = await heartbeatGaps(chat);
    // Half of the time after which the worker is given up; by its default the SDK says so every other second only.
    expect(gaps[Math.floor(gaps.length / 2)]).toBeLessThan(1_400);
    await chat.untilSettled(['m1'], 40_000);
    await expectAccounted(chat, ['m1']);
  },

  'F17: a conversation that is full fails each message with that reason': async () => {
    const copilot = await world.connectedCopilot();
    const chat = await openChat(world, copilot);
    await world.zendesk.patchApp(copilot.app.appId, { limits: { messagesPerConversation: 2 } });
    for (const id of ['fits', 'does not', 'neither']) await chat.send(id.replace(' ', '-'), id);
    const ids = ['fits', 'does-not', 'neither'];
    await chat.untilSettled(ids);
    expect((await chat.statuses()).map(({ value, error }) => error?.code ?? value)).toEqual([
      'delivered',
      'conversation_full',
      'conversation_full',
    ]);
    await expectAccounted(chat, ids);
  },

  ...Object.fromEntries(
    LOST_ANSWERS.map((type) => [
      `R10, F11, F15: answers lost after the commit (${type}) make no second user, conversation, ticket or message`,
      () => answersLost(type, false),
    ]),
  ),
  'R10: answers lost after the commit, where the echo by the webhook proves what became of them': () =>
    answersLost('reset', true),
});

itLeavesZendeskInOrder(() => world);
