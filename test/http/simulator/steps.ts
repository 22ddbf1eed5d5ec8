import { ALL_TRIGGERS, at, items, until, type Json, type ReceivedHook, type Scene } from './scene';

export interface Connection {
  integrationId: string;
  webhookId: string;
  webhookSecret: string;
  /** Empty without a seat. */
  seatId: string;
  switchboardId: string;
}

/** A custom integration with our webhook, and a seat for it unless told otherwise. */
export async function connect(
  scene: Scene,
  options: { seat?: Json | false; triggers?: string[]; target?: string; name?: string; full?: boolean } = {},
): Promise<Connection> {
  const { seat = {}, triggers = ALL_TRIGGERS, target = scene.hook.url, name = 'us', full = false } = options;
  const made = await scene.api('POST', '/integrations', {
    type: 'custom',
    displayName: name,
    webhooks: [{ target, triggers, includeFullUser: full, includeFullSource: full }],
  });
  expect(made.status).toBe(201);
  const integrationId = String(at(made.body, 'integration', 'id'));
  const boards = await scene.api('GET', '/switchboards');
  const switchboardId = String(at(boards.body, 'switchboards', 0, 'id'));
  let seatId = '';
  if (seat !== false) {
    const seated = await scene.api('POST', `/switchboards/${switchboardId}/switchboardIntegrations`, {
      name,
      integrationId,
      ...seat,
    });
    expect(seated.status).toBe(201);
    seatId = String(at(seated.body, 'switchboardIntegration', 'id'));
  }
  return {
    integrationId,
    webhookId: String(at(made.body, 'integration', 'webhooks', 0, 'id')),
    webhookSecret: String(at(made.body, 'integration', 'webhooks', 0, 'secret')),
    seatId,
    switchboardId,
  };
}

let lastUser = 0;

/** A user with one conversation. */
export async function talk(
  scene: Scene,
  metadata: Json = { sessionId: 's1' },
): Promise<{ userId: string; externalId: string; conversationId: string }> {
  lastUser += 1;
  const externalId = `cop_x:s:${lastUser}`;
  const profile = { givenName: 'Jane', surname: 'Doe' };
  const user = await scene.api('POST', '/users', { externalId, profile });
  const conversation = await scene.api('POST', '/conversations', {
    type: 'personal',
    participants: [{ userExternalId: externalId }],
    metadata,
  });
  expect([user.status, conversation.status]).toEqual([201, 201]);
  return {
    userId: String(at(user.body, 'user', 'id')),
    externalId,
    conversationId: String(at(conversation.body, 'conversation', 'id')),
  };
}

/** Posts a text; of the user when an external id is given, else of the business. Returns the message's id. */
export async function say(
  scene: Scene,
  conversationId: string,
  text: string,
  userExternalId?: string,
  metadata?: Json,
): Promise<string> {
  const author = userExternalId === undefined ? { type: 'business' } : { type: 'user', userExternalId };
  const answer = await scene.api('POST', `/conversations/${conversationId}/messages`, {
    author,
    content: { type: 'text', text },
    ...(metadata && { metadata }),
  });
  expect(answer.status).toBe(201);
  return String(at(answer.body, 'messages', 0, 'id'));
}

export async function pass(scene: Scene, conversationId: string, to: string, metadata?: Json): Promise<void> {
  const body = { switchboardIntegration: to, ...(metadata && { metadata }) };
  const answer = await scene.api('POST', `/conversations/${conversationId}/passControl`, body);
  expect(answer).toEqual({ status: 200, body: {} });
}

export async function activeName(scene: Scene, conversationId: string): Promise<unknown> {
  const answer = await scene.api('GET', `/conversations/${conversationId}`);
  return at(answer.body, 'conversation', 'activeSwitchboardIntegration', 'name');
}

export async function ticketsOf(scene: Scene, conversationId: string): Promise<Json[]> {
  return items(await scene.open('GET', `/workspace/api/tickets?conversationId=${conversationId}`));
}

/** A handoff as our product makes it: own seat, one message, Agent Workspace. Returns the ticket's id. */
export async function handoff(
  scene: Scene,
  who: { conversationId: string; externalId: string },
  metadata: Json = {},
): Promise<string> {
  await pass(scene, who.conversationId, 'us');
  await say(scene, who.conversationId, 'I need a human', who.externalId);
  await pass(scene, who.conversationId, 'zd-agentWorkspace', metadata);
  const [ticket] = await ticketsOf(scene, who.conversationId);
  return String(ticket?.['id']);
}

/** Types of the events received so far, in order. */
export function types(scene: Scene): string[] {
  return scene.hook.received.flatMap((call) => call.body.events.map((event) => event.type));
}

/** The texts of messages received so far. */
export function texts(scene: Scene): string[] {
  return scene.hook.received.flatMap((call) =>
    call.body.events.flatMap((event) => {
      const text = at(event.payload, 'message', 'content', 'text');
      return typeof text === 'string' ? [text] : [];
    }),
  );
}

export function waitForEvent(scene: Scene, type: string): Promise<ReceivedHook> {
  return until(() =>
    scene.hook.received.find((call) => call.body.events.some((event) => event.type === type)),
  );
}
