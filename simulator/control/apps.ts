import { Router } from 'express';
import { z } from 'zod';
import { ControlError, unknown } from '../domain/control-error';
import { parse } from '../domain/json-api';
import type { Sim } from '../domain/sim';
import { AGENT_WORKSPACE } from '../domain/switchboard';
import { compact } from '../domain/views';
import { newId } from '../state/ids';
import { CLOSE_SIGNALS, type AppRecord } from '../state/records';
import { describeApp, provisionApp } from './provision';

const createBody = z.strictObject({
  subdomain: z.string().min(1).optional(),
  displayName: z.string().min(1).max(100).optional(),
  multiConversations: z.boolean().optional(),
  agentWorkspace: z.boolean().optional(),
  messaging: z.boolean().optional(),
  appId: z.string().min(1).optional(),
  keyId: z.string().startsWith('app_').optional(),
  secret: z.string().min(1).optional(),
});

const patchBody = z.strictObject({
  secret: z.string().min(1).optional(),
  keyRevoked: z.boolean().optional(),
  agentWorkspace: z.boolean().optional(),
  defaultResponder: z.string().optional(),
  limits: z.strictObject({ messagesPerConversation: z.number().int().min(1) }).optional(),
  multiConversations: z.boolean().optional(),
  timeFactor: z.number().positive().optional(),
  webhookTimeoutMs: z.number().int().positive().optional(),
  privateAttachments: z.boolean().optional(),
  closeSends: z.enum(CLOSE_SIGNALS).optional(),
});

/** `/simulator/apps`: accounts, and what an operator of Zendesk could do to them. */
export function appsRouter(sim: Sim): Router {
  const router = Router();
  router.post('/', (req, res) => {
    const draft = parse(createBody, req.body);
    const existing = draft.appId === undefined ? undefined : sim.world.apps.get(draft.appId);
    const app =
      existing === undefined
        ? sim.world.journal.transaction(() => provisionApp(sim, draft))
        : describeApp(sim.world, existing);
    res.status(existing === undefined ? 201 : 200).json({ app });
  });
  router.patch('/:appId', (req, res) => {
    const app = sim.world.apps.get(req.params.appId);
    if (app === undefined) throw unknown('App');
    const changes = parse(patchBody, req.body);
    sim.world.journal.transaction(() => change(sim, app, changes));
    res.json({ app: { ...describeApp(sim.world, app), settings: sim.world.apps.get(app.id) } });
  });
  return router;
}

function change(sim: Sim, app: AppRecord, changes: z.infer<typeof patchBody>): void {
  const { secret, keyRevoked, agentWorkspace, defaultResponder, limits, ...settings } = changes;
  const maxMessages = limits?.messagesPerConversation;
  sim.world.apps.put({ ...app, ...compact({ ...settings, maxMessages }) });
  for (const key of sim.world.keys.filter((item) => item.appId === app.id)) {
    sim.world.keys.put({ ...key, ...compact({ secret, revoked: keyRevoked }) });
  }
  if (agentWorkspace !== undefined) setAgentWorkspace(sim, app.id, agentWorkspace);
  if (defaultResponder !== undefined) setDefaultResponder(sim, app.id, defaultResponder);
}

function setDefaultResponder(sim: Sim, appId: string, name: string): void {
  const seat = sim.world.seatsByApp.all(appId).find((item) => item.name === name);
  const switchboard = sim.world.switchboardByApp.first(appId);
  if (seat === undefined || switchboard === undefined) {
    throw new ControlError(422, 'invalid_request', `No switchboard integration is called ${name}`);
  }
  sim.world.switchboards.put({ ...switchboard, defaultSwitchboardIntegrationId: seat.id });
}

/** Switches Agent Workspace on or off as an account's admin can; off, its seat is gone and the bot answers. */
function setAgentWorkspace(sim: Sim, appId: string, on: boolean): void {
  const { world } = sim;
  const seats = world.seatsByApp.all(appId);
  const seat = seats.find((item) => item.integrationType === AGENT_WORKSPACE);
  const switchboard = world.switchboardByApp.first(appId);
  if (switchboard === undefined || on === (seat !== undefined)) return;
  if (seat === undefined) {
    const type = AGENT_WORKSPACE;
    const owner = { id: newId(), appId, type, displayName: 'zd-agentWorkspace', hidden: true };
    world.integrations.put(owner);
    world.seats.put({
      id: newId(),
      appId,
      switchboardId: switchboard.id,
      name: 'zd-agentWorkspace',
      integrationId: owner.id,
      integrationType: type,
      deliverStandbyEvents: false,
    });
    return;
  }
  world.seats.delete(seat.id);
  world.integrations.delete(seat.integrationId);
  for (const other of seats.filter((item) => item.nextSwitchboardIntegrationId === seat.id)) {
    world.seats.put({ ...other, nextSwitchboardIntegrationId: null });
  }
  if (switchboard.defaultSwitchboardIntegrationId === seat.id)
    setDefaultResponder(sim, appId, 'zd-answerBot');
}
