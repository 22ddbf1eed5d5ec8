import { Router } from 'express';
import { z } from 'zod';
import { unknown } from '../domain/control-error';
import { parse } from '../domain/json-api';
import { appendMessage } from '../domain/messages';
import { displayNameOf } from '../domain/people';
import { removeConversation } from '../domain/removal';
import type { Sim } from '../domain/sim';
import { newId } from '../state/ids';
import type { ConversationRecord } from '../state/records';
import { mergeUsers } from './merge';

const eventBody = z.strictObject({
  appId: z.string(),
  type: z.string().min(1),
  payload: z.record(z.string(), z.unknown()),
  id: z.string().optional(),
  createdAt: z.string().nullable().optional(),
});
const userMessageBody = z.strictObject({
  text: z.string().min(1).max(4096),
  sourceType: z.string().default('web'),
});
const mergeBody = z.strictObject({
  appId: z.string(),
  surviving: z.string(),
  discarded: z.string(),
  reason: z.enum(['api', 'channelLinking', 'sdkLogin']).default('channelLinking'),
});

/** `/simulator/…`: things that happen in Zendesk without anybody calling the API. */
export function eventsRouter(sim: Sim): Router {
  const router = Router();
  router.post('/events', (req, res) => {
    const { appId, type, payload, id, createdAt } = parse(eventBody, req.body);
    if (sim.world.apps.get(appId) === undefined) throw unknown('App');
    const at = createdAt === undefined ? new Date().toISOString() : createdAt;
    const event = { id: id ?? newId(), type, ...(at !== null && { createdAt: at }), payload };
    const sent = sim.world.journal.transaction(() =>
      sim.outbox.broadcast(appId, event as Parameters<typeof sim.outbox.broadcast>[1]),
    );
    res.status(201).json({ event, webhooks: sent });
  });
  router.post('/conversations/:id/remove', (req, res) => {
    const conversation = requireConversation(sim, req.params.id);
    sim.world.journal.transaction(() => removeConversation(sim, conversation));
    res.status(201).json({});
  });
  router.post('/conversations/:id/user-message', (req, res) => {
    const { text, sourceType } = parse(userMessageBody, req.body);
    const conversation = requireConversation(sim, req.params.id);
    const message = sim.world.journal.transaction(() => fromChannel(sim, conversation, text, sourceType));
    res.status(201).json({ message: { id: message.id } });
  });
  router.post('/conversations/:id/end-by-user', (req, res) => {
    const conversation = requireConversation(sim, req.params.id);
    sim.world.journal.transaction(() =>
      appendMessage(sim, conversation.id, {
        author: { type: 'business', subtypes: ['activity'], displayName: 'Zendesk' },
        content: { type: 'text', text: 'The user ended the conversation' },
        source: { type: 'zd:agentWorkspace' },
        activity: { type: 'conversation:endedByUser' },
      }),
    );
    res.status(201).json({});
  });
  router.post('/users/merge', (req, res) => {
    const { appId, surviving, discarded, reason } = parse(mergeBody, req.body);
    const [kept, gone] = [sim.world.users.get(surviving), sim.world.users.get(discarded)];
    if (kept?.appId !== appId || gone?.appId !== appId) throw unknown('User');
    sim.world.journal.transaction(() => mergeUsers(sim, kept, gone, reason));
    res.status(201).json({});
  });
  return router;
}

function requireConversation(sim: Sim, id: string): ConversationRecord {
  const conversation = sim.world.conversations.get(id);
  if (conversation === undefined) throw unknown('Conversation');
  return conversation;
}

/** Channels of Zendesk's own widgets share one type of client. */
const SDK_SOURCES = new Set(['web', 'ios', 'android']);

function fromChannel(sim: Sim, conversation: ConversationRecord, text: string, sourceType: string) {
  const user = sim.world.users.get(conversation.participants[0]?.userId ?? '');
  const app = sim.world.apps.get(conversation.appId);
  if (user === undefined || app === undefined) throw unknown('User');
  const displayName = displayNameOf(user);
  const now = new Date().toISOString();
  return appendMessage(sim, conversation.id, {
    author: { type: 'user', userId: user.id, ...(displayName !== undefined && { displayName }) },
    content: { type: 'text', text },
    source: {
      type: sourceType,
      integrationId: app.webIntegrationId,
      client: {
        id: newId(),
        type: SDK_SOURCES.has(sourceType) ? 'sdk' : sourceType,
        integrationId: app.webIntegrationId,
        status: 'active',
        lastSeen: now,
      },
    },
  });
}
