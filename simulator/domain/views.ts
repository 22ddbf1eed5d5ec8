import type * as R from '../state/records';
import type { World } from '../state/world';

type Json = Record<string, unknown>;

/** Drops the keys whose value is undefined, so that "omitted" and "null" stay two things. */
export function compact(value: Json): Json {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined));
}

export function userView(user: R.UserRecord): Json {
  return compact({
    ...userTruncatedView(user),
    signedUpAt: user.signedUpAt,
    toBeRetained: user.toBeRetained,
    profile: user.profile,
    metadata: user.metadata ?? {},
    identities: [],
  });
}

export function userTruncatedView(user: R.UserRecord): Json {
  return compact({ id: user.id, externalId: user.externalId, authenticated: false });
}

/** A switchboard integration as conversations and events name it. */
function seatView(world: World, id: string | undefined): Json | undefined {
  const seat = id === undefined ? undefined : world.seats.get(id);
  if (seat === undefined) return undefined;
  const { name, integrationId, integrationType } = seat;
  return { id: seat.id, name, integrationId, integrationType };
}

/** The short form used in events. `brandId` is in real payloads though not in the specification. */
export function conversationTruncatedView(world: World, conversation: R.ConversationRecord): Json {
  return compact({
    id: conversation.id,
    type: conversation.type,
    brandId: world.apps.get(conversation.appId)?.brandId,
    metadata: conversation.metadata ?? undefined,
    activeSwitchboardIntegration: seatView(world, conversation.activeId),
    pendingSwitchboardIntegration: seatView(world, conversation.pendingId),
  });
}

export function conversationView(world: World, conversation: R.ConversationRecord): Json {
  return compact({
    ...conversationTruncatedView(world, conversation),
    metadata: conversation.metadata,
    isDefault: conversation.isDefault,
    displayName: conversation.displayName,
    description: conversation.description,
    iconUrl: conversation.iconUrl,
    businessLastRead: conversation.businessLastRead,
    lastUpdatedAt: conversation.lastUpdatedAt,
    createdAt: conversation.createdAt,
  });
}

export function participantView(world: World, participant: R.Participant): Json {
  return compact({
    id: participant.id,
    userId: participant.userId,
    userExternalId: world.users.get(participant.userId)?.externalId,
    unreadCount: participant.unreadCount,
    clientAssociations: [],
    lastRead: participant.lastRead,
  });
}

export function messageView(message: R.MessageRecord): Json {
  return compact({
    id: message.id,
    received: message.received,
    author: message.author,
    activity: message.activity,
    content: message.content,
    source: sourceView(message.source, true),
    metadata: message.metadata ?? undefined,
  });
}

/** What a webhook says of a message: the author's user, and the client only where the webhook asked for it. */
export function messageEventView(world: World, message: R.MessageRecord, detail: R.EventDetail): Json {
  const user = message.author.userId === undefined ? undefined : world.users.get(message.author.userId);
  return {
    ...messageView(message),
    author: compact({
      ...message.author,
      user: user === undefined ? undefined : eventUserView(user, detail),
    }),
    source: sourceView(message.source, detail.fullSource),
  };
}

export function eventUserView(user: R.UserRecord, detail: R.EventDetail): Json {
  return detail.fullUser ? userView(user) : userTruncatedView(user);
}

function sourceView(source: R.MessageSource, full: boolean): Json {
  const { client, ...rest } = source;
  return full && client !== undefined ? { ...rest, client } : rest;
}

export function integrationView(world: World, integration: R.IntegrationRecord): Json {
  const webhooks = world.webhooksByApp
    .all(integration.appId)
    .filter((webhook) => webhook.integrationId === integration.id);
  return compact({
    id: integration.id,
    type: integration.type,
    status: 'active',
    displayName: integration.displayName,
    defaultResponderId: integration.defaultResponderId,
    webhooks: integration.type === 'custom' ? webhooks.map(webhookView) : undefined,
  });
}

export function webhookView(webhook: R.WebhookRecord): Json {
  const { id, target, triggers, secret, includeFullUser, includeFullSource } = webhook;
  return { id, version: 'v2', target, triggers, secret, includeFullUser, includeFullSource };
}

export function switchboardView(switchboard: R.SwitchboardRecord): Json {
  const { id, enabled, defaultSwitchboardIntegrationId } = switchboard;
  return compact({ id, enabled, defaultSwitchboardIntegrationId });
}

export function switchboardIntegrationView(seat: R.SeatRecord): Json {
  return compact({
    id: seat.id,
    name: seat.name,
    integrationId: seat.integrationId,
    integrationType: seat.integrationType,
    deliverStandbyEvents: seat.deliverStandbyEvents,
    nextSwitchboardIntegrationId: seat.nextSwitchboardIntegrationId,
    messageHistoryCount: seat.messageHistoryCount,
  });
}
