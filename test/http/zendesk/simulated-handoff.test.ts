import { buffer } from 'node:stream/consumers';
import { verifyAndSetUp } from '../../../zendesk/setup';
import { failure, present } from './harness';
import { useSimulated } from './simulated';

const { url, app, client, control } = useSimulated({ multiConversations: true });

/** Up to a ticket in the Agent Workspace, in the order of design §5.2. */
async function openHandoff() {
  const zendesk = client();
  const setUp = {
    webhookUrl: 'http://127.0.0.1:9/webhooks/zendesk/k',
    displayName: 'ours',
    keyId: app().keyId,
  };
  const { seatId, agentWorkspaceId } = present((await verifyAndSetUp(zendesk, setUp)).result);
  const userExternalId = 'cop_1:u:jane';
  await zendesk.ensureUser({
    externalId: userExternalId,
    profile: { givenName: 'Jane', email: 'jane@acme.test' },
  });
  const metadata = { copilotId: 'cop_1', sessionId: 's1', handoffId: 'ho_1' };
  const { id: conversationId } = await zendesk.createConversation({ userExternalId, metadata });
  await zendesk.passControl({ conversationId, switchboardIntegration: seatId });
  const first = await zendesk.postMessage({
    conversationId,
    author: { type: 'user', userExternalId },
    content: { type: 'text', text: 'I need a human' },
    metadata: { handoffId: 'ho_1', messageId: 'user:m1', part: 0 },
  });
  const ticketData = {
    'dataCapture.systemField.tags': 'vip,web',
    'dataCapture.ticketField.3584154321651': 'Some value',
  };
  await zendesk.passControl({
    conversationId,
    switchboardIntegration: agentWorkspaceId,
    metadata: ticketData,
  });
  const { items } = await control('GET', `/workspace/api/tickets?appId=${app().appId}`);
  const [ticket] = items as { id: string; tags: string[]; fields: Record<string, unknown> }[];
  return {
    zendesk,
    userExternalId,
    conversationId,
    first,
    seatId,
    agentWorkspaceId,
    metadata,
    ticket: present(ticket),
  };
}

it('R42: the ticket is made once, with tags and fields', async () => {
  const { zendesk, ticket, conversationId, agentWorkspaceId } = await openHandoff();
  expect(ticket.tags).toEqual(expect.arrayContaining(['vip', 'web']));
  expect(ticket.fields).toEqual({ '3584154321651': 'Some value' });
  await zendesk.passControl({ conversationId, switchboardIntegration: agentWorkspaceId });
  const { items } = await control('GET', `/workspace/api/tickets?appId=${app().appId}`);
  expect(items).toHaveLength(1);
  expect((await zendesk.getConversation(conversationId)).activeSwitchboardIntegration).toMatchObject({
    id: agentWorkspaceId,
    integrationType: 'zd:agentWorkspace',
  });
});

it('words go there and back, and ours are known again', async () => {
  const { zendesk, conversationId, first, ticket } = await openHandoff();
  const sam = { agentId: '361234567890', text: 'Hi, Sam here' };
  await control('POST', `/workspace/api/tickets/${ticket.id}/messages`, sam);
  const { messages } = await zendesk.listMessages({ conversationId, after: first.zendeskMessageId });
  expect(messages.filter((message) => message.class === 'agent')).toMatchObject([
    { text: 'Hi, Sam here', agent: { id: '361234567890', name: 'Sam Rivera' }, hidden: false },
  ]);
  const sent = { conversationId, handoffId: 'ho_1', messageId: 'user:m1', part: 0, notBefore: new Date() };
  expect(await zendesk.findSent(sent)).toEqual(first);
  expect(await zendesk.findSent({ ...sent, messageId: 'user:m2' })).toBeUndefined();
});

it('R10: a post whose answer is lost is found, not sent again', async () => {
  const { zendesk, conversationId, userExternalId } = await openHandoff();
  const { appId } = app();
  await control('POST', '/simulator/faults', {
    op: 'postMessage',
    appId,
    when: 'after',
    times: 1,
    do: { type: 'reset' },
  });
  const notBefore = new Date();
  const metadata = { handoffId: 'ho_1', messageId: 'user:m2', part: 1 };
  const content = { type: 'text' as const, text: 'Second' };
  const post = zendesk.postMessage({
    conversationId,
    author: { type: 'user', userExternalId },
    content,
    metadata,
  });
  expect(await failure(post)).toMatchObject({ unknownOutcome: true });
  expect(await zendesk.findSent({ conversationId, ...metadata, notBefore })).toBeDefined();
});

it('finds the conversation of a handoff again, and changes its metadata', async () => {
  const { zendesk, conversationId, userExternalId, metadata } = await openHandoff();
  const found = await zendesk.findConversation({ userExternalId, match: { handoffId: 'ho_1' } });
  expect(found).toMatchObject({ id: conversationId, metadata });
  expect(await zendesk.findConversation({ userExternalId, match: { handoffId: 'ho_2' } })).toBeUndefined();
  expect(await zendesk.findDefaultConversation({ userExternalId })).toMatchObject({ id: conversationId });
  await zendesk.updateConversationMetadata(conversationId, { ...metadata, handoffId: 'ho_2' });
  expect((await zendesk.getConversation(conversationId)).metadata).toMatchObject({ handoffId: 'ho_2' });
});

it('R29: a name given later reaches the user', async () => {
  const zendesk = client();
  const externalId = 'cop_1:s:s9';
  const first = await zendesk.ensureUser({ externalId, profile: {} });
  const second = await zendesk.ensureUser({ externalId, profile: { givenName: 'Jane' } });
  expect(second).toEqual(first);
  const { appId, keyId, secret } = app();
  const authorization = `Basic ${Buffer.from(`${keyId}:${secret}`).toString('base64')}`;
  const answer = await fetch(`${url()}/sc/v2/apps/${appId}/users/${externalId}`, {
    headers: { authorization },
  });
  expect(await answer.json()).toMatchObject({ user: { profile: { givenName: 'Jane' } } });
});

it('I8: twenty at once make one user', async () => {
  const zendesk = client();
  const all = await Promise.all(
    Array.from({ length: 20 }, () =>
      zendesk.ensureUser({ externalId: 'cop_1:u:race', profile: { givenName: 'J' } }),
    ),
  );
  expect(new Set(all.map(({ userId }) => userId)).size).toBe(1);
});

it('R26: with multi-conversations off a second conversation is refused, and the default one is there', async () => {
  const { zendesk, userExternalId, conversationId } = await openHandoff();
  await control('PATCH', `/simulator/apps/${app().appId}`, { multiConversations: false });
  const second = zendesk.createConversation({ userExternalId, metadata: { handoffId: 'ho_2' } });
  expect(await failure(second)).toMatchObject({ kind: 'rejected', unknownOutcome: false });
  expect(await zendesk.findDefaultConversation({ userExternalId })).toMatchObject({ id: conversationId });
});

it('R33: a file goes up, into the conversation, and comes down again', async () => {
  const { zendesk, conversationId, userExternalId } = await openHandoff();
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489', 'hex');
  const { mediaUrl } = await zendesk.uploadAttachment({
    conversationId,
    name: 'a b.png',
    mediaType: 'image/png',
    data: png,
  });
  await zendesk.postMessage({
    conversationId,
    author: { type: 'user', userExternalId },
    content: { type: 'image', mediaUrl, text: 'Look' },
    metadata: { handoffId: 'ho_1', messageId: 'user:m3', part: 0 },
  });
  const last = (await zendesk.listMessages({ conversationId })).messages.at(-1);
  expect(last).toMatchObject({ text: 'Look', attachments: [{ url: mediaUrl }], class: 'echo' });
  const file = await zendesk.downloadAttachment(mediaUrl);
  if (file.kind !== 'file') throw new Error('no file');
  expect(await buffer(file.body)).toEqual(png);
});

it('R34: a private file is read with our key', async () => {
  await control('PATCH', `/simulator/apps/${app().appId}`, { privateAttachments: true });
  const { zendesk, conversationId } = await openHandoff();
  const data = Buffer.from('hello');
  const { mediaUrl } = await zendesk.uploadAttachment({
    conversationId,
    name: 'a.txt',
    mediaType: 'text/plain',
    data,
  });
  expect((await fetch(mediaUrl)).status).not.toBe(200);
  expect(await zendesk.downloadAttachment(mediaUrl)).toMatchObject({ kind: 'file' });
});

it('releases control, types, and a removed conversation is not found', async () => {
  const { zendesk, conversationId } = await openHandoff();
  await zendesk.postTyping(conversationId, true);
  await zendesk.releaseControl(conversationId);
  expect((await zendesk.getConversation(conversationId)).activeSwitchboardIntegration).toBeUndefined();
  await control('POST', `/simulator/conversations/${conversationId}/remove`);
  expect(await failure(zendesk.getConversation(conversationId))).toMatchObject({ kind: 'not_found' });
});
