import { at, basic, items, openScene, pause, until, type Scene } from './scene';
import {
  activeName,
  connect,
  handoff,
  pass,
  say,
  talk,
  texts,
  ticketsOf,
  types,
  waitForEvent,
} from './steps';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

const ids = (transcript: unknown) => (transcript as { id: string }[]).map((entry) => entry.id);

describe('who has control', () => {
  it('has nobody in a new conversation and wakes the default responder with the first message, of whomever', async () => {
    const one = await talk(scene);
    expect(await activeName(scene, one.conversationId)).toBeUndefined();
    await say(scene, one.conversationId, 'only the business speaks');
    expect(await activeName(scene, one.conversationId)).toBe('zd-agentWorkspace');
    const [stray] = await ticketsOf(scene, one.conversationId);
    expect(stray).toMatchObject({ stray: true, tags: [], metadata: {} });
  });

  it('makes no stray ticket when the bot is the default responder or our own seat has taken control first', async () => {
    await connect(scene);
    const ours = await talk(scene);
    await pass(scene, ours.conversationId, 'us');
    await say(scene, ours.conversationId, 'hello', ours.externalId);
    await scene.open('PATCH', `/simulator/apps/${scene.appId}`, { defaultResponder: 'zd-answerBot' });
    const bots = await talk(scene);
    await say(scene, bots.conversationId, 'hello', bots.externalId);
    expect(await activeName(scene, bots.conversationId)).toBe('zd-answerBot');
    expect([
      await ticketsOf(scene, ours.conversationId),
      await ticketsOf(scene, bots.conversationId),
    ]).toEqual([[], []]);
  });

  it('finds a target by id, name, type and next, and is idempotent for all but a blind next', async () => {
    const { seatId } = await connect(scene);
    const { conversationId } = await talk(scene);
    await pass(scene, conversationId, seatId);
    await pass(scene, conversationId, seatId);
    await pass(scene, conversationId, 'us');
    await pass(scene, conversationId, 'custom');
    await waitForEvent(scene, 'switchboard:passControl');
    await pause(50);
    expect(types(scene).filter((type) => type === 'switchboard:passControl')).toHaveLength(1);
    await pass(scene, conversationId, 'zd:answerBot');
    await pass(scene, conversationId, 'next');
    expect(await activeName(scene, conversationId)).toBe('zd-agentWorkspace');
    // Resolved from the new holder: the second `next` goes where the first one's target points, here nowhere.
    await pass(scene, conversationId, 'next');
    await waitForEvent(scene, 'switchboard:passControl:failure');
    expect(await activeName(scene, conversationId)).toBe('zd-agentWorkspace');
  });

  it('tells of an invalid target by an event after a 200, and refuses an ambiguous type with 400', async () => {
    await connect(scene);
    const { conversationId } = await talk(scene);
    await pass(scene, conversationId, 'nobody', { why: 'test' });
    const failure = await waitForEvent(scene, 'switchboard:passControl:failure');
    expect(failure.body.events[0]?.payload).toMatchObject({
      error: { code: 'switchboard_invalid_target' },
      metadata: { why: 'test' },
    });
    await connect(scene, { name: 'second' });
    const ambiguous = await scene.api('POST', `/conversations/${conversationId}/passControl`, {
      switchboardIntegration: 'custom',
    });
    expect(ambiguous.status).toBe(400);
  });

  it('offers and accepts control, and tells of an accept without an offer by an event', async () => {
    const { seatId } = await connect(scene);
    const { conversationId } = await talk(scene);
    const path = `/conversations/${conversationId}`;
    await scene.api('POST', `${path}/acceptControl`);
    await waitForEvent(scene, 'switchboard:acceptControl:failure');
    await scene.api('POST', `${path}/offerControl`, { switchboardIntegration: 'us' });
    const pending = await scene.api('GET', path);
    expect(at(pending.body, 'conversation', 'pendingSwitchboardIntegration', 'id')).toBe(seatId);
    await scene.api('POST', `${path}/acceptControl`);
    expect(await activeName(scene, conversationId)).toBe('us');
    await scene.api('POST', `${path}/offerControl`, { switchboardIntegration: 'us' });
    await waitForEvent(scene, 'switchboard:offerControl:failure');
  });

  it('lets an integration key release and accept only for its own seat', async () => {
    const { integrationId } = await connect(scene);
    const made = await scene.api('POST', `/integrations/${integrationId}/keys`, { displayName: 'k' });
    const key = at(made.body, 'key') as { id: string; secret: string };
    const own = basic(key.id, key.secret);
    const { conversationId } = await talk(scene);
    const path = `/conversations/${conversationId}`;
    await pass(scene, conversationId, 'zd-answerBot');
    expect((await scene.api('POST', `${path}/releaseControl`, undefined, own)).status).toBe(403);
    expect((await scene.api('POST', `${path}/acceptControl`, undefined, own)).status).toBe(403);
    await pass(scene, conversationId, 'us');
    expect((await scene.api('POST', `${path}/releaseControl`, undefined, own)).status).toBe(200);
    expect(await activeName(scene, conversationId)).toBeUndefined();
  });

  it('answers 404 switchboard_not_found where messaging is off', async () => {
    const off = await openScene({}, { messaging: false });
    try {
      const { conversationId } = await talk(off);
      const path = `/conversations/${conversationId}/passControl`;
      const answer = await off.api('POST', path, { switchboardIntegration: 'zd-agentWorkspace' });
      expect([answer.status, at(answer.body, 'errors', 0, 'code')]).toEqual([404, 'switchboard_not_found']);
    } finally {
      await off.close();
    }
  });
});

describe('the ticket', () => {
  it('takes its fields from the passControl that made Agent Workspace active, and ignores later ones', async () => {
    await connect(scene);
    const who = await talk(scene);
    const id = await handoff(scene, who, {
      'dataCapture.systemField.tags': 'vip,from bot',
      'dataCapture.systemField.priority': 'High',
      'dataCapture.systemField.requester.email': 'jane@acme.test',
      'dataCapture.systemField.group_id': '6510394394139',
      'dataCapture.ticketField.3584154321651': 'Some value',
      origin_source_type: 'web',
      other: 'kept',
    });
    await pass(scene, who.conversationId, 'us');
    await pass(scene, who.conversationId, 'zd-agentWorkspace', {
      'dataCapture.systemField.tags': 'too late',
    });
    const [ticket, ...more] = await ticketsOf(scene, who.conversationId);
    expect(more).toEqual([]);
    expect(ticket).toMatchObject({
      id,
      stray: false,
      tags: ['vip', 'from', 'bot'],
      priority: 'high',
      groupId: '6510394394139',
      channel: 'web',
      fields: { '3584154321651': 'Some value' },
      metadata: { other: 'kept' },
      requester: { name: 'Jane Doe', email: 'jane@acme.test', externalId: who.externalId },
      live: true,
    });
  });

  it('appears with the first message when an empty conversation was passed, with the data of that passControl', async () => {
    await connect(scene);
    const who = await talk(scene);
    await pass(scene, who.conversationId, 'zd-agentWorkspace', { 'dataCapture.systemField.tags': 'early' });
    expect(await ticketsOf(scene, who.conversationId)).toEqual([]);
    await say(scene, who.conversationId, 'now', who.externalId);
    expect(await ticketsOf(scene, who.conversationId)).toMatchObject([{ tags: ['early'], stray: false }]);
  });

  it('shows the last ten messages, or those from first_message_id on, and everything after', async () => {
    await connect(scene);
    for (const from of [undefined, 2]) {
      const who = await talk(scene);
      await pass(scene, who.conversationId, 'us');
      const posted: string[] = [];
      for (let n = 0; n < 13; n += 1) posted.push(await say(scene, who.conversationId, `m${n}`));
      const first = from === undefined ? {} : { first_message_id: posted[from] ?? '' };
      await pass(scene, who.conversationId, 'zd-agentWorkspace', first);
      posted.push(await say(scene, who.conversationId, 'after', who.externalId));
      const [ticket] = await ticketsOf(scene, who.conversationId);
      expect(ids(ticket?.['transcript'])).toEqual(posted.slice(from ?? 3));
    }
  });

  it('is reopened by a message after Solved and followed by a new, stray one after Closed', async () => {
    await connect(scene);
    const who = await talk(scene);
    const id = await handoff(scene, who, { 'dataCapture.systemField.tags': 'first' });
    await scene.agent(id, 'status', { status: 'solved' });
    expect(await activeName(scene, who.conversationId)).toBe('zd-agentWorkspace');
    await say(scene, who.conversationId, 'one more thing', who.externalId);
    expect(await ticketsOf(scene, who.conversationId)).toMatchObject([{ id, status: 'open' }]);
    await scene.agent(id, 'status', { status: 'closed' });
    expect(await activeName(scene, who.conversationId)).toBeUndefined();
    await say(scene, who.conversationId, 'and another', who.externalId);
    const [closed, fresh] = await ticketsOf(scene, who.conversationId);
    expect([closed?.['status'], fresh?.['stray'], fresh?.['tags']]).toEqual(['closed', true, []]);
  });

  it('is one only, however often control is passed while it is open', async () => {
    await connect(scene);
    const who = await talk(scene);
    const id = await handoff(scene, who);
    await scene.agent(id, 'status', { status: 'solved' });
    await pass(scene, who.conversationId, 'us');
    await say(scene, who.conversationId, 'between', who.externalId);
    await pass(scene, who.conversationId, 'zd-agentWorkspace');
    const all = await ticketsOf(scene, who.conversationId);
    expect(all).toMatchObject([{ id, status: 'open' }]);
    expect(
      (all[0]?.['transcript'] as { content: { text: string } }[]).map((entry) => entry.content.text),
    ).toEqual(['I need a human', 'between']);
  });
});

describe('the switchboard itself', () => {
  it('allows one switchboard, ten seats with names of their own, and guards the default and the next', async () => {
    const { integrationId, switchboardId, seatId } = await connect(scene);
    expect((await scene.api('POST', '/switchboards')).status).toBe(400);
    const path = `/switchboards/${switchboardId}/switchboardIntegrations`;
    const add = (name: string) => scene.api('POST', path, { name, integrationId });
    expect((await add('us')).status).toBe(400);
    expect((await add('no spaces')).status).toBe(400);
    for (let n = 0; n < 7; n += 1) expect((await add(`seat${n}`)).status).toBe(201);
    const eleventh = await add('eleventh');
    expect(at(eleventh.body, 'errors', 0, 'code')).toBe('too_many_switchboard_integrations');
    const all = items(await scene.api('GET', path), 'switchboardIntegrations');
    const agents = all.find((seat) => seat['integrationType'] === 'zd:agentWorkspace')?.['id'] as string;
    expect((await scene.api('DELETE', `${path}/${agents}`)).status).toBe(400);
    const next = { nextSwitchboardIntegrationId: agents, deliverStandbyEvents: false };
    const patched = await scene.api('PATCH', `${path}/${seatId}`, next);
    expect(at(patched.body, 'switchboardIntegration')).toMatchObject(next);
    expect((await scene.api('DELETE', `${path}/${seatId}`)).status).toBe(200);
    expect((await scene.api('DELETE', `/integrations/${integrationId}`)).status).toBe(400);
  });

  it('wakes the default responder when the seat that was active has been deleted', async () => {
    const { switchboardId, seatId } = await connect(scene);
    const who = await talk(scene);
    await pass(scene, who.conversationId, 'us');
    await scene.api('DELETE', `/switchboards/${switchboardId}/switchboardIntegrations/${seatId}`);
    expect(await activeName(scene, who.conversationId)).toBeUndefined();
    await say(scene, who.conversationId, 'anyone?', who.externalId);
    expect(await activeName(scene, who.conversationId)).toBe('zd-agentWorkspace');
  });
});

describe('what a webhook hears', () => {
  it('hears nothing on standby without deliverStandbyEvents, and is told when control goes away', async () => {
    await connect(scene, { seat: { deliverStandbyEvents: false } });
    const who = await talk(scene);
    await pass(scene, who.conversationId, 'us');
    await say(scene, who.conversationId, 'heard', who.externalId);
    await pass(scene, who.conversationId, 'zd-agentWorkspace');
    await say(scene, who.conversationId, 'not heard', who.externalId);
    await pass(scene, who.conversationId, 'us');
    await say(scene, who.conversationId, 'heard again', who.externalId);
    await until(() => (texts(scene).includes('heard again') ? true : undefined));
    expect(texts(scene)).toEqual(['heard', 'heard again']);
    expect(types(scene).filter((type) => type === 'switchboard:passControl')).toHaveLength(3);
  });

  it('hears everything with deliverStandbyEvents, while pending, and without a seat at all', async () => {
    await connect(scene, { seat: { deliverStandbyEvents: true }, name: 'standby' });
    await connect(scene, { seat: { deliverStandbyEvents: false }, name: 'offered' });
    await connect(scene, { seat: false, name: 'seatless' });
    const who = await talk(scene);
    await pass(scene, who.conversationId, 'zd-answerBot');
    await scene.api('POST', `/conversations/${who.conversationId}/offerControl`, {
      switchboardIntegration: 'offered',
    });
    await say(scene, who.conversationId, 'to all three', who.externalId);
    await until(() => (texts(scene).length === 3 ? true : undefined));
    const webhooks = scene.hook.received.filter(
      (call) => call.body.events[0]?.type === 'conversation:message',
    );
    expect(new Set(webhooks.map((call) => call.body.webhook['id'])).size).toBe(3);
  });

  it('hears only its triggers, and sees users and sources as far as it asked for', async () => {
    await connect(scene, { seat: false, triggers: ['conversation:message'], name: 'short' });
    await connect(scene, { seat: false, triggers: ['conversation:message'], name: 'full', full: true });
    const who = await talk(scene);
    await scene.open('POST', `/simulator/conversations/${who.conversationId}/user-message`, {
      text: 'from the web',
    });
    await until(() => (scene.hook.received.length === 2 ? true : undefined));
    const messages = scene.hook.received.map((call) => at(call.body, 'events', 0, 'payload', 'message'));
    const profiles = messages.map((message) => at(message, 'author', 'user', 'profile'));
    const clients = messages.map((message) => at(message, 'source', 'client', 'type'));
    expect(profiles).toEqual(expect.arrayContaining([undefined, { givenName: 'Jane', surname: 'Doe' }]));
    expect(clients).toEqual(expect.arrayContaining([undefined, 'sdk']));
    expect(types(scene)).toEqual(['conversation:message', 'conversation:message']);
  });

  it('echoes our own posts with their metadata and the source api:conversations', async () => {
    await connect(scene);
    const who = await talk(scene, { handoffId: 'ho_1' });
    await say(scene, who.conversationId, 'mine', who.externalId, { messageId: 'user:m1', part: 0 });
    const echo = await waitForEvent(scene, 'conversation:message');
    expect(echo.body.events[0]?.payload).toMatchObject({
      conversation: { metadata: { handoffId: 'ho_1' } },
      message: { source: { type: 'api:conversations' }, metadata: { messageId: 'user:m1', part: 0 } },
    });
  });
});
