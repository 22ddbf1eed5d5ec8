import { randomInt } from 'node:crypto';
import { ControlError } from '../domain/control-error';
import { storeFile } from '../domain/files';
import { judgeFile } from '../domain/media-types';
import { appendMessage } from '../domain/messages';
import type { Sim } from '../domain/sim';
import { addEntry, saveTicket } from '../domain/tickets';
import type { MessageAuthor, MessageContent, MessageRecord, Metadata, TicketRecord } from '../state/records';
import type { Agent } from './agents';

const SOURCE = { type: 'zd:agentWorkspace' };

export interface AgentWords {
  text?: string | undefined;
  attachment?: { name: string; dataBase64: string } | undefined;
  actions?: unknown[] | undefined;
}

/** An agent writes: the message carries the agent's name, face and Zendesk id. A new ticket opens and is theirs. */
export function agentMessage(sim: Sim, ticket: TicketRecord, agent: Agent, words: AgentWords): MessageRecord {
  const author: MessageAuthor = {
    type: 'business',
    subtypes: ['agent'],
    displayName: agent.name,
    avatarUrl: agent.avatarUrl,
  };
  const message = say(
    sim,
    ticket,
    author,
    contentOf(sim, ticket, words),
    zendeskKeys(agent.id, 'native_messaging'),
  );
  const current = sim.world.tickets.get(ticket.id) ?? ticket;
  saveTicket(sim, {
    ...current,
    status: current.status === 'new' ? 'open' : current.status,
    assigneeId: current.assigneeId ?? agent.id,
    unread: 0,
  });
  return message;
}

/** An automated message of a trigger: business, but of no human. */
export function triggerMessage(sim: Sim, ticket: TicketRecord, text: string): MessageRecord {
  const author: MessageAuthor = { type: 'business', displayName: 'Automated Response' };
  return say(sim, ticket, author, { type: 'text', text }, zendeskKeys('__trigger', 'trigger'));
}

/** The satisfaction survey, sent into the conversation by a trigger. */
export function surveyMessage(sim: Sim, ticket: TicketRecord): MessageRecord {
  const author: MessageAuthor = { type: 'business', displayName: 'Automated Response' };
  const actions = ['Good', 'Bad'].map((label) => ({
    type: 'reply',
    text: label,
    payload: `csat:${label.toLowerCase()}`,
    metadata: { ticket_id: ticket.id },
  }));
  const content = { type: 'text', text: 'How would you rate the help you received?', actions };
  return say(sim, ticket, author, content, { type: 'csat', ...zendeskKeys('', 'csat') });
}

/** What the system says of the ticket; a signal, not speech. */
export function activityMessage(sim: Sim, ticket: TicketRecord, type: string, text: string): MessageRecord {
  const author: MessageAuthor = { type: 'business', subtypes: ['activity'], displayName: 'Zendesk' };
  return say(sim, ticket, author, { type: 'text', text }, undefined, { type });
}

function say(
  sim: Sim,
  ticket: TicketRecord,
  author: MessageAuthor,
  content: MessageContent,
  metadata: Metadata | undefined,
  activity?: { type: string },
): MessageRecord {
  const message = appendMessage(sim, ticket.conversationId, {
    author,
    content,
    source: SOURCE,
    ...(metadata && { metadata }),
    ...(activity && { activity }),
  });
  const { world } = sim;
  const entries = world.entriesByTicket.all(ticket.id);
  const threaded = entries.some((entry) => entry.kind === 'message' && entry.messageId === message.id);
  // Written while another seat has control: on this ticket all the same.
  if (!threaded) addEntry(world, ticket.id, message.id);
  return message;
}

function contentOf(sim: Sim, ticket: TicketRecord, words: AgentWords): MessageContent {
  const { text, attachment, actions } = words;
  const said = {
    ...(text !== undefined && text !== '' && { text, htmlText: `<p>${escapeHtml(text)}</p>` }),
    ...(actions !== undefined && { actions }),
  };
  if (attachment === undefined) return { type: 'text', ...said };
  const bytes = Buffer.from(attachment.dataBase64, 'base64');
  const verdict = judgeFile(attachment.name, bytes);
  if ('refused' in verdict) throw new ControlError(415, 'unsupported_media_type', verdict.refused);
  const { mediaType } = verdict;
  const { appId, conversationId } = ticket;
  const file = storeFile(sim, { appId, name: attachment.name, mediaType, bytes, conversationId });
  const type = mediaType.startsWith('image/') ? 'image' : 'file';
  return {
    type,
    mediaUrl: file.mediaUrl,
    mediaType,
    mediaSize: file.size,
    attachmentId: file.id,
    altText: file.name,
    ...said,
  };
}

function zendeskKeys(agentId: string, source: string): Metadata {
  return {
    '__zendesk_msg.agent.id': agentId,
    '__zendesk_msg.id': String(randomInt(10 ** 11, 10 ** 12)),
    '__zendesk_msg.source_type': source,
  };
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
