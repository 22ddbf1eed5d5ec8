import { openChat, type Chat } from '../support/world/chat';
import type { CopilotBackend } from '../support/world/copilot';
import { eventually } from '../support/world/http';
import { itLeavesZendeskInOrder } from '../support/world/in-order';
import { expectAccounted, expectOneEnd, itemsOf, made, type RequestItem } from '../support/world/oracles';
import { playAtOnce } from '../support/world/stories';
import { createWorld, type World } from '../support/world/world';

jest.setTimeout(120_000);

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const FAILED = 'We could not reach our team just now. The assistant is still here for you.';
const requests = (copilot: CopilotBackend) => itemsOf<RequestItem>(world, 'requests', copilot.app.appId);

/** The user hears that it failed and nothing else, the copilot is told and speaks, a new try works. */
async function expectFailedOpening(chat: Chat, repair: () => Promise<void>): Promise<void> {
  const { copilot, sessionId } = chat;
  await chat.send('m1', 'anybody?');
  const ended = await chat.untilEnded();
  expect(ended).toMatchObject({
    endReason: 'failed',
    acceptedAt: null,
    undelivered: [{ id: 'm1', outcome: 'not_sent' }],
  });
  expect(await chat.texts('system')).toEqual([FAILED]);
  await expectOneEnd(chat, 'failed');
  await expectAccounted(chat, ['m1']);
  const types = chat.callbacks().map(({ type }) => type);
  expect(types.filter((type) => type.startsWith('handoff.'))).toEqual(['handoff.failed', 'handoff.ended']);
  expect((await chat.send('m2', 'so?')).body.error?.code).toBe('handoff_ended');
  await repair();
  expect((await copilot.start(sessionId)).status).toBe(201);
  await copilot.untilState(sessionId, 'waiting');
}

playAtOnce({
  'R50: control refused for good: the user hears it failed, the copilot stays in charge, a retry works':
    async () => {
      const copilot = await world.connectedCopilot();
      const repair = await world.zendesk.fault({
        op: 'passControl',
        appId: copilot.app.appId,
        // The first one takes our own seat.
        nth: 2,
        times: 1_000,
        when: 'before',
        do: { type: 'status', status: 400 },
      });
      await expectFailedOpening(await openChat(world, copilot, { until: 'opening' }), repair);
      expect(await made(world, copilot.app.appId, 'ticket')).toBe(1);
    },

  'R50: a user refused for good: the same, before there is a conversation': async () => {
    const copilot = await world.connectedCopilot();
    const repair = await world.zendesk.fault({
      op: 'createUser',
      appId: copilot.app.appId,
      when: 'before',
      do: { type: 'status', status: 400 },
    });
    await expectFailedOpening(await openChat(world, copilot, { until: 'opening' }), repair);
    expect(await made(world, copilot.app.appId, 'conversation')).toBe(1);
  },

  'R50: control that was taken and failed afterwards ends the handoff, and the user hears it': async () => {
    const copilot = await world.connectedCopilot();
    const chat = await openChat(world, copilot);
    const metadata = { copilotId: copilot.copilotId, sessionId: chat.sessionId, handoffId: chat.handoffId };
    await world.zendesk.call('POST', '/simulator/events', {
      appId: copilot.app.appId,
      type: 'switchboard:passControl:failure',
      payload: {
        conversation: { id: chat.conversationId, type: 'personal', metadata },
        error: { code: 'switchboard_invalid_target', message: 'Switchboard invalid target' },
      },
    });
    await chat.untilEnded();
    await expectOneEnd(chat, 'failed');
    expect((await chat.texts('system')).at(-1)).toBe(FAILED);
  },

  'R43, F16: a wrong field id, too much data, numbers and booleans: the handoff succeeds and says what was left out':
    async () => {
      const copilot = await world.connectedCopilot();
      const customData = {
        'dataCapture.ticketField.100': 42,
        'dataCapture.ticketField.101': true,
        'dataCapture.ticketField.abc': 'not a field id',
        'dataCapture.ticketField.102': { nested: true },
        'dataCapture.ticketField.103': 'x'.repeat(5_000),
        'dataCapture.systemField.tags': 'vip',
      };
      const chat = await openChat(world, copilot, { start: { user: { name: 'Jane', customData } } });
      const { fields, tags } = await chat.ticket();
      expect({ fields, tags }).toEqual({ fields: { '100': 42, '101': true }, tags: ['vip'] });
      const { warnings } = await chat.handoff();
      expect(warnings.map(({ code, detail }) => `${code} ${detail}`).toSorted()).toEqual([
        'metadata_dropped dataCapture.ticketField.102',
        'metadata_dropped dataCapture.ticketField.103',
        'metadata_dropped dataCapture.ticketField.abc',
      ]);
    },

  'R43: ticket data that Zendesk refuses: the handoff succeeds without it and says so': async () => {
    const copilot = await world.connectedCopilot();
    await world.zendesk.fault({
      op: 'passControl',
      appId: copilot.app.appId,
      nth: 2,
      when: 'before',
      do: {
        type: 'status',
        status: 400,
        body: { errors: [{ code: 'bad_request', title: 'Invalid metadata' }] },
      },
    });
    const start = { user: { customData: { 'dataCapture.ticketField.1': 'x' } }, ticket: { tags: ['a'] } };
    const chat = await openChat(world, copilot, { start, until: 'opening' });
    await copilot.untilState(chat.sessionId, 'waiting');
    expect(await made(world, copilot.app.appId, 'ticket')).toBe(1);
    expect((await chat.handoff()).warnings).toEqual([
      { code: 'metadata_refused', detail: 'Zendesk refused the ticket data: Invalid metadata' },
    ]);
  },

  'R28: an e-mail that nobody verified is no identity, and the agent is told so': async () => {
    const copilot = await world.connectedCopilot();
    const email = 'boss@example.com';
    const [one, two] = [
      await openChat(world, copilot, { start: { user: { name: 'One', email } } }),
      await openChat(world, copilot, { start: { user: { name: 'Two', email } } }),
    ];
    expect((await one.ticket()).transcript[0]?.content.text).toContain(
      `unverified, as the visitor typed it): ${email}`,
    );
    expect(await made(world, copilot.app.appId, 'user')).toBe(2);
    const ids = [one, two].map(({ sessionId }) => `${copilot.copilotId}:s:${sessionId}`);
    const created = (await requests(copilot)).filter(({ op }) => op === 'createUser');
    expect(created.map(({ body }) => (body as { externalId: string }).externalId)).toEqual(ids);
    const looked = (await requests(copilot)).map(
      ({ path, query }) => decodeURIComponent(path) + JSON.stringify(query),
    );
    expect(looked.filter((words) => words.includes(email))).toEqual([]);
  },

  'R29: a name and an e-mail that are given later change the user in Zendesk': async () => {
    const copilot = await world.connectedCopilot();
    const first = await openChat(world, copilot, { start: { user: { id: 'u1', name: 'Jane' } } });
    await copilot.end(first.sessionId);
    await openChat(world, copilot, {
      start: { user: { id: 'u1', name: 'Jane Roe', email: 'jane@example.com' } },
    });
    const changed = (await requests(copilot)).filter(({ op }) => op === 'updateUser');
    expect(changed.map(({ body }) => body)).toMatchObject([
      { profile: { givenName: 'Jane', surname: 'Roe', email: 'jane@example.com' } },
    ]);
    expect(await made(world, copilot.app.appId, 'user')).toBe(1);
  },

  'R25: a user with three open conversations: each session speaks with its own agent': async () => {
    const copilot = await world.connectedCopilot();
    const user = { id: 'u1', name: 'Jane', verified: true };
    const chats: Chat[] = [];
    for (let n = 0; n < 3; n++) chats.push(await openChat(world, copilot, { start: { user } }));
    expect(await made(world, copilot.app.appId, 'user')).toBe(1);
    expect(new Set(chats.map(({ conversationId }) => conversationId)).size).toBe(3);
    for (const [n, chat] of chats.entries()) {
      await chat.send('m1', `from ${n}`);
      await chat.agentSays(`to ${n}`);
    }
    for (const [n, chat] of chats.entries()) {
      await chat.untilAgentsSee([`from ${n}`]);
      await chat.untilUserSees([`to ${n}`]);
    }
  },

  'R3, R11, F22: what an agent says before we know that control has passed is shown, after the opening’s answer was lost':
    async () => {
      const copilot = await world.connectedCopilot();
      await world.zendesk.fault({
        op: 'passControl',
        appId: copilot.app.appId,
        nth: 2,
        when: 'after',
        do: { type: 'hang', ms: 3_000 },
      });
      const chat = await openChat(world, copilot, { until: 'opening' });
      const { id } = await world.zendesk.ticketOf(copilot.app.appId, chat.sessionId);
      await world.zendesk.says(id, 'Already here');
      await chat.untilUserSees(['Already here']);
      await copilot.untilState(chat.sessionId, 'active');
      await eventually(async () => (await chat.handoff()).acceptedAt !== null);
      expect(await made(world, copilot.app.appId, 'ticket')).toBe(1);
    },
});

itLeavesZendeskInOrder(() => world);
