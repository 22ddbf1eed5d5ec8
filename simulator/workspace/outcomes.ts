import { ControlError, unknown } from '../domain/control-error';
import { omit } from '../domain/omit';
import type { Sim } from '../domain/sim';
import { findTarget, handBack, isAgentWorkspace, passControl, releaseControl } from '../domain/switchboard';
import { saveTicket } from '../domain/tickets';
import type { ConversationRecord, TicketRecord } from '../state/records';
import { activityMessage } from './speak';

/** @throws ControlError 409 for a ticket that is closed; it is final. */
export function requireOpen(ticket: TicketRecord): void {
  if (ticket.status === 'closed') throw new ControlError(409, 'ticket_closed', 'The ticket is closed');
}

/** @throws ControlError 409 when the ticket is closed, or goes on by e-mail only. */
export function requireMessaging(ticket: TicketRecord): void {
  requireOpen(ticket);
  if (ticket.sessionEnded) throw new ControlError(409, 'session_ended', 'The messaging session has ended');
}

export function conversationOf(sim: Sim, ticket: TicketRecord): ConversationRecord {
  const conversation = sim.world.conversations.get(ticket.conversationId);
  if (conversation === undefined) throw unknown('Conversation');
  return conversation;
}

/** Solved and open change the ticket only. Closed is final and hands control back, by the signals the app is set to. */
export function setStatus(sim: Sim, ticket: TicketRecord, status: TicketRecord['status']): TicketRecord {
  requireOpen(ticket);
  if (status !== 'closed') return saveTicket(sim, { ...ticket, status });
  const signal = sim.world.apps.get(ticket.appId)?.closeSends ?? 'all';
  const live = sim.world.conversations.get(ticket.conversationId);
  const messaging = live !== undefined && isAgentWorkspace(sim.world, live.activeId) && !ticket.sessionEnded;
  if (messaging && (signal === 'all' || signal === 'activityOnly')) {
    activityMessage(sim, ticket, 'ticket:closed', 'The ticket was closed');
  }
  const closed = saveTicket(sim, { ...current(sim, ticket), status: 'closed', unread: 0 });
  if (messaging) {
    forgetTicketData(sim, ticket.conversationId);
    handBack(sim, conversationOf(sim, ticket), signal, 'ticketClosed');
  }
  return closed;
}

/** The agent ends the messaging session: the status stays, what remains is e-mail, the next message makes a new ticket. */
export function endSession(sim: Sim, ticket: TicketRecord): TicketRecord {
  requireMessaging(ticket);
  const ended = saveTicket(sim, { ...ticket, sessionEnded: true });
  const conversation = conversationOf(sim, ticket);
  if (isAgentWorkspace(sim.world, conversation.activeId)) releaseControl(sim, conversation, { by: 'agent' });
  return ended;
}

export function transferToEmail(sim: Sim, ticket: TicketRecord): TicketRecord {
  requireMessaging(ticket);
  const signal = sim.world.apps.get(ticket.appId)?.closeSends ?? 'all';
  if (signal === 'all' || signal === 'activityOnly') {
    activityMessage(sim, ticket, 'ticket:transfer:email', 'The conversation continues by email');
  }
  const moved = saveTicket(sim, { ...current(sim, ticket), sessionEnded: true, channel: 'email' });
  forgetTicketData(sim, ticket.conversationId);
  handBack(sim, conversationOf(sim, ticket), signal, 'transferToEmail');
  return moved;
}

/** @throws ControlError 422 for a target that is not on the switchboard. */
export function passToOther(sim: Sim, ticket: TicketRecord, target: string): void {
  requireMessaging(ticket);
  const conversation = conversationOf(sim, ticket);
  const seat = findTarget(sim.world, conversation, target);
  if (seat === undefined) {
    throw new ControlError(422, 'invalid_target', `No switchboard integration is called ${target}`);
  }
  passControl(sim, conversation, seat, { by: 'agent' });
}

const COMMAND = /^\s*%\(\(switchboard:passControl:([^)]+)\)\)%\s*$/;

/** The target of the command an agent types as a message; undefined for other text. */
export function commandTarget(text: string | undefined): string | undefined {
  return COMMAND.exec(text ?? '')?.[1]?.trim();
}

/** A later ticket of the conversation gets its data from a later passControl, never from this one again. */
function forgetTicketData(sim: Sim, conversationId: string): void {
  const conversation = sim.world.conversations.get(conversationId);
  if (conversation === undefined) return;
  sim.world.conversations.put(omit(conversation, 'ticketMetadata'));
}

function current(sim: Sim, ticket: TicketRecord): TicketRecord {
  return sim.world.tickets.get(ticket.id) ?? ticket;
}
