import express, { Router, type Request } from 'express';
import { z } from 'zod';
import { recordActivity } from '../domain/activity';
import { unknown } from '../domain/control-error';
import { parse, queryText } from '../domain/json-api';
import type { Sim } from '../domain/sim';
import { saveTicket } from '../domain/tickets';
import { newId } from '../state/ids';
import type { TicketRecord } from '../state/records';
import { actions } from '../sunshine/content';
import { agents, requireAgent, type Agent } from './agents';
import * as outcomes from './outcomes';
import { agentMessage, surveyMessage, triggerMessage } from './speak';
import { stream } from './stream';
import { ticketView } from './ticket-view';

const agentId = z.string();
const byAgent = z.strictObject({ agentId });
const messageBody = z
  .strictObject({
    agentId,
    text: z.string().max(4096).optional(),
    attachment: z
      .strictObject({ name: z.string().min(1), mediaType: z.string().optional(), dataBase64: z.base64() })
      .optional(),
    actions: actions.optional(),
  })
  .refine((body) => (body.text ?? '') !== '' || body.attachment !== undefined || body.actions !== undefined, {
    error: 'text, attachment or actions is required',
  });

interface Act {
  sim: Sim;
  ticket: TicketRecord;
  body: unknown;
}

/** What an agent, or Zendesk itself, does on a ticket: `POST /workspace/api/tickets/{id}/{name}`. */
const ACTIONS: Readonly<Record<string, (act: Act) => unknown>> = {
  messages: ({ sim, ticket, body }) => {
    const words = parse(messageBody, body);
    const agent = requireAgent(sim.url, words.agentId);
    outcomes.requireMessaging(ticket);
    const target = outcomes.commandTarget(words.text);
    if (target === undefined) return { message: { id: agentMessage(sim, ticket, agent, words).id } };
    outcomes.passToOther(sim, ticket, target);
    return { message: null };
  },
  typing: (act) => {
    const { on, agentId: id } = parse(z.strictObject({ agentId, on: z.boolean() }), act.body);
    activity(act, requireAgent(act.sim.url, id), on ? 'typing:start' : 'typing:stop');
  },
  read: (act) => {
    activity(act, agentOf(act), 'conversation:read');
    saveTicket(act.sim, { ...act.ticket, unread: 0 });
  },
  note: ({ sim, ticket, body }) => {
    const note = parse(z.strictObject({ agentId, text: z.string().min(1) }), body);
    requireAgent(sim.url, note.agentId);
    const at = new Date().toISOString();
    sim.world.entries.put({ id: newId(), ticketId: ticket.id, kind: 'note', at, ...note });
    saveTicket(sim, ticket);
  },
  status: ({ sim, ticket, body }) => {
    const schema = z.strictObject({ agentId, status: z.enum(['open', 'pending', 'solved', 'closed']) });
    const { status } = parse(schema, body);
    outcomes.setStatus(sim, ticket, status);
  },
  'end-session': (act) => {
    agentOf(act);
    outcomes.endSession(act.sim, act.ticket);
  },
  'transfer-to-email': (act) => {
    agentOf(act);
    outcomes.transferToEmail(act.sim, act.ticket);
  },
  assign: (act) => {
    const { id } = agentOf(act);
    outcomes.requireOpen(act.ticket);
    const status = act.ticket.status === 'new' ? 'open' : act.ticket.status;
    saveTicket(act.sim, { ...act.ticket, assigneeId: id, status });
  },
  'pass-control': ({ sim, ticket, body }) => {
    const given = parse(z.strictObject({ agentId, switchboardIntegration: z.string().min(1) }), body);
    requireAgent(sim.url, given.agentId);
    outcomes.passToOther(sim, ticket, given.switchboardIntegration);
  },
  trigger: ({ sim, ticket, body }) => {
    const { text } = parse(z.strictObject({ text: z.string().min(1).max(4096) }), body);
    outcomes.requireMessaging(ticket);
    return { message: { id: triggerMessage(sim, ticket, text).id } };
  },
  csat: ({ sim, ticket }) => {
    outcomes.requireMessaging(ticket);
    return { message: { id: surveyMessage(sim, ticket).id } };
  },
};

function agentOf({ sim, body }: Act): Agent {
  return requireAgent(sim.url, parse(byAgent, body).agentId);
}

function activity({ sim, ticket }: Act, agent: Agent, type: Parameters<typeof recordActivity>[2]): void {
  outcomes.requireMessaging(ticket);
  const author = { type: 'business' as const, displayName: agent.name, avatarUrl: agent.avatarUrl };
  recordActivity(sim, outcomes.conversationOf(sim, ticket), type, author, { type: 'zd:agentWorkspace' });
}

/** `/workspace/api`: what the Agent Workspace page and tests use. */
export function workspaceRouter(sim: Sim): Router {
  const router = Router();
  router.use(express.json({ limit: '7mb' }));
  router.get('/accounts', (_req, res) => {
    const items = [...sim.world.apps.values()].map(({ id, subdomain, displayName }) => ({
      appId: id,
      subdomain,
      displayName,
    }));
    res.json({ items });
  });
  router.get('/agents', (_req, res) => res.json({ items: agents(sim.url) }));
  router.get('/stream', stream(sim));
  router.get('/tickets', (req, res) => {
    const appId = queryText(req, 'appId');
    const status = queryText(req, 'status');
    const conversationId = queryText(req, 'conversationId');
    const all =
      conversationId === undefined
        ? [...sim.world.tickets.values()]
        : sim.world.ticketsByConversation.all(conversationId);
    const items = all.filter(
      (ticket) =>
        (appId === undefined || ticket.appId === appId) && (status === undefined || ticket.status === status),
    );
    res.json({ items: items.map((ticket) => ticketView(sim, ticket)) });
  });
  router.get('/tickets/:id', (req, res) => res.json({ ticket: ticketView(sim, requireTicket(sim, req)) }));
  router.post('/tickets/:id/:action', (req, res) => {
    const action = ACTIONS[req.params.action];
    if (action === undefined) throw unknown('Action');
    const ticket = requireTicket(sim, req);
    const extra = sim.world.journal.transaction(() => action({ sim, ticket, body: req.body }));
    const now = sim.world.tickets.get(ticket.id) ?? ticket;
    res.status(201).json({ ...(extra ?? {}), ticket: ticketView(sim, now) });
  });
  return router;
}

function requireTicket(sim: Sim, req: Request): TicketRecord {
  const ticket = sim.world.tickets.get(String(req.params['id']));
  if (ticket === undefined) throw unknown('Ticket');
  return ticket;
}
