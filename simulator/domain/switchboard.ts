import type { CloseSignal, ConversationRecord, Metadata, SeatRecord } from '../state/records';
import type { World } from '../state/world';
import { badRequest } from './api-error';
import { emit } from './emit';
import { omit } from './omit';
import type { Sim } from './sim';
import { conversationTicket } from './tickets';

export const AGENT_WORKSPACE = 'zd:agentWorkspace';

/** The seats of the enabled switchboard; empty when there is none. */
export function seatsOf(world: World, appId: string): SeatRecord[] {
  return world.switchboardByApp.first(appId)?.enabled === true ? world.seatsByApp.all(appId) : [];
}

export function isAgentWorkspace(world: World, seatId: string | undefined): boolean {
  return seatId !== undefined && world.seats.get(seatId)?.integrationType === AGENT_WORKSPACE;
}

/** The seat that wakes when a message comes and nobody has control: the channel's own choice, else the switchboard's. */
export function defaultResponder(
  world: World,
  appId: string,
  channelIntegrationId?: string,
): SeatRecord | undefined {
  const channel =
    channelIntegrationId === undefined ? undefined : world.integrations.get(channelIntegrationId);
  const id =
    channel?.defaultResponderId ?? world.switchboardByApp.first(appId)?.defaultSwitchboardIntegrationId;
  return seatsOf(world, appId).find((seat) => seat.id === id);
}

/**
 * Finds a target by id, name, integration type, in this order, or by `next`: the seat after the caller's own where the
 * caller is known, else after the active one.
 * @returns undefined for a target that does not exist.
 * @throws ApiError 400 when a type names more than one.
 */
export function findTarget(
  world: World,
  conversation: ConversationRecord,
  target: string,
  callerIntegrationId?: string,
): SeatRecord | undefined {
  const seats = seatsOf(world, conversation.appId);
  if (target === 'next') {
    const caller = seats.find((seat) => seat.integrationId === callerIntegrationId);
    const active = seats.find((seat) => seat.id === conversation.activeId);
    const from = caller ?? active ?? defaultResponder(world, conversation.appId);
    return seats.find((seat) => seat.id === from?.nextSwitchboardIntegrationId);
  }
  const exact = seats.find((seat) => seat.id === target) ?? seats.find((seat) => seat.name === target);
  if (exact !== undefined) return exact;
  const ofType = seats.filter((seat) => seat.integrationType === target);
  if (ofType.length > 1) throw badRequest(`Ambiguous switchboardIntegration: ${target}`);
  return ofType[0];
}

export interface ControlChange {
  metadata?: Metadata | undefined;
  reason?: 'ticketClosed' | 'transferToEmail' | undefined;
  by: 'api' | 'agent' | 'zendesk';
}

/** Makes a seat active; nothing happens, and no event is sent, when it is already. */
export function passControl(
  sim: Sim,
  before: ConversationRecord,
  seat: SeatRecord,
  change: ControlChange,
): ConversationRecord {
  if (before.activeId === seat.id) return before;
  const toAgents = seat.integrationType === AGENT_WORKSPACE;
  const conversation = sim.world.conversations.put({
    ...omit(before, 'pendingId', 'ticketMetadata'),
    activeId: seat.id,
    ...(toAgents && { ticketMetadata: change.metadata ?? {} }),
  });
  announce(sim, 'passControl', before, conversation, change);
  if (toAgents) conversationTicket(sim, conversation);
  else if (isAgentWorkspace(sim.world, before.activeId)) touchTicket(sim, conversation);
  return conversation;
}

/** Nobody has control afterwards; the default responder is chosen at the next message. */
export function releaseControl(
  sim: Sim,
  before: ConversationRecord,
  change: ControlChange,
): ConversationRecord {
  if (before.activeId === undefined && before.pendingId === undefined) return before;
  const conversation = sim.world.conversations.put(omit(before, 'activeId', 'pendingId', 'ticketMetadata'));
  announce(sim, 'releaseControl', before, conversation, change);
  if (isAgentWorkspace(sim.world, before.activeId)) touchTicket(sim, conversation);
  return conversation;
}

export function offerControl(
  sim: Sim,
  before: ConversationRecord,
  seat: SeatRecord,
  change: ControlChange,
): ConversationRecord {
  const conversation = sim.world.conversations.put({ ...before, pendingId: seat.id });
  announce(sim, 'offerControl', before, conversation, change);
  return conversation;
}

export function acceptControl(
  sim: Sim,
  before: ConversationRecord,
  change: ControlChange,
): ConversationRecord {
  const seat = before.pendingId === undefined ? undefined : sim.world.seats.get(before.pendingId);
  if (seat === undefined) return before;
  const toAgents = seat.integrationType === AGENT_WORKSPACE;
  const conversation = sim.world.conversations.put({
    ...omit(before, 'pendingId', 'ticketMetadata'),
    activeId: seat.id,
    ...(toAgents && { ticketMetadata: change.metadata ?? {} }),
  });
  announce(sim, 'acceptControl', before, conversation, change);
  if (toAgents) conversationTicket(sim, conversation);
  return conversation;
}

/** The 200 of an action can still fail later: the failure is told by an event only. */
export function announceFailure(
  sim: Sim,
  action: 'passControl' | 'offerControl' | 'acceptControl',
  conversation: ConversationRecord,
  error: { code: string; message: string },
  metadata: Metadata | undefined,
): void {
  sim.world.note(conversation.appId, 'control', {
    action: `${action}:failure`,
    conversationId: conversation.id,
    error,
  });
  emit(sim, {
    appId: conversation.appId,
    type: `switchboard:${action}:failure`,
    conversation,
    payload: () => ({ error, ...(metadata && { metadata }) }),
  });
}

/** Hands control back as Zendesk does when a ticket closes or moves to e-mail. Sources disagree how: the app says. */
export function handBack(
  sim: Sim,
  conversation: ConversationRecord,
  signal: CloseSignal,
  reason: ControlChange['reason'],
): ConversationRecord {
  const change: ControlChange = { by: 'zendesk', reason };
  if (signal === 'activityOnly' || !isAgentWorkspace(sim.world, conversation.activeId)) return conversation;
  if (signal !== 'passControl') return releaseControl(sim, conversation, change);
  const seats = seatsOf(sim.world, conversation.appId);
  const next = sim.world.seats.get(conversation.activeId ?? '')?.nextSwitchboardIntegrationId;
  const bot =
    seats.find((seat) => seat.id === next) ?? seats.find((seat) => seat.integrationType !== AGENT_WORKSPACE);
  return bot === undefined
    ? releaseControl(sim, conversation, change)
    : passControl(sim, conversation, bot, change);
}

function announce(
  sim: Sim,
  action: string,
  before: ConversationRecord,
  conversation: ConversationRecord,
  change: ControlChange,
): void {
  const { metadata, reason, by } = change;
  const name = (id: string | undefined) => (id === undefined ? null : (sim.world.seats.get(id)?.name ?? id));
  sim.world.note(conversation.appId, 'control', {
    action,
    conversationId: conversation.id,
    from: name(before.activeId),
    to: name(conversation.activeId),
    pending: name(conversation.pendingId),
    by,
    ...(metadata && { metadata }),
    ...(reason && { reason }),
  });
  emit(sim, {
    appId: conversation.appId,
    type: `switchboard:${action}`,
    conversation,
    before,
    payload: () => ({ ...(metadata && { metadata }), ...(reason && { reason }) }),
  });
}

function touchTicket(sim: Sim, conversation: ConversationRecord): void {
  for (const ticket of sim.world.ticketsByConversation.all(conversation.id)) {
    sim.world.journal.afterCommit(() => sim.tickets.changed(ticket.id));
  }
}
