import { z } from 'zod';
import { forbidden, notFound } from '../domain/api-error';
import {
  acceptControl,
  announceFailure,
  findTarget,
  offerControl,
  passControl,
  releaseControl,
  type ControlChange,
} from '../domain/switchboard';
import type { ConversationRecord } from '../state/records';
import { requireConversation } from './conversations';
import { ANY_SCOPE, ok, type Call, type Operation } from './operation';
import { metadata, parseBody, text } from './validate';

const targetBody = z.strictObject({
  switchboardIntegration: text(1, 128),
  metadata: metadata.nullable().optional(),
});
const plainBody = z.strictObject({ metadata: metadata.nullable().optional() });

const INVALID_TARGET = { code: 'switchboard_invalid_target', message: 'Switchboard invalid target' };

/** @throws ApiError 404 where the app has no switchboard that is enabled. */
function requireSwitched(call: Call): ConversationRecord {
  const conversation = requireConversation(call);
  if (call.sim.world.switchboardByApp.first(call.app.id)?.enabled !== true)
    throw notFound('switchboard_not_found');
  return conversation;
}

function change(given: z.infer<typeof plainBody>): ControlChange {
  return { by: 'api', metadata: given.metadata ?? undefined };
}

/** True when an integration key does not speak for this seat; an app key is never checked. */
function isStranger(call: Call, seatId: string | undefined): boolean {
  if (call.key.scope === 'app') return false;
  const seat = seatId === undefined ? undefined : call.sim.world.seats.get(seatId);
  return seat === undefined || seat.integrationId !== call.key.integrationId;
}

const pass: Operation = {
  op: 'passControl',
  method: 'post',
  path: '/conversations/:conversationId/passControl',
  scopes: ANY_SCOPE,
  run: (call) => {
    const conversation = requireSwitched(call);
    const body = parseBody(targetBody, call.body);
    const seat = findTarget(
      call.sim.world,
      conversation,
      body.switchboardIntegration,
      call.key.integrationId,
    );
    const given = change(body);
    if (seat === undefined) {
      announceFailure(call.sim, 'passControl', conversation, INVALID_TARGET, given.metadata);
    } else passControl(call.sim, conversation, seat, given);
    return ok({});
  },
};

const offer: Operation = {
  op: 'offerControl',
  method: 'post',
  path: '/conversations/:conversationId/offerControl',
  scopes: ANY_SCOPE,
  run: (call) => {
    const conversation = requireSwitched(call);
    const body = parseBody(targetBody, call.body);
    const seat = findTarget(
      call.sim.world,
      conversation,
      body.switchboardIntegration,
      call.key.integrationId,
    );
    const given = change(body);
    if (seat === undefined || seat.id === conversation.activeId) {
      const message = 'Cannot offer control to the active switchboard integration.';
      const error = seat === undefined ? INVALID_TARGET : { ...INVALID_TARGET, message };
      announceFailure(call.sim, 'offerControl', conversation, error, given.metadata);
    } else offerControl(call.sim, conversation, seat, given);
    return ok({});
  },
};

const accept: Operation = {
  op: 'acceptControl',
  method: 'post',
  path: '/conversations/:conversationId/acceptControl',
  scopes: ANY_SCOPE,
  run: (call) => {
    const conversation = requireSwitched(call);
    const given = change(parseBody(plainBody, call.body));
    if (isStranger(call, conversation.pendingId)) throw forbidden();
    if (conversation.pendingId === undefined) {
      const message = 'There is no pendingSwitchboardIntegration';
      const error = { code: 'switchboard_invalid_action', message };
      announceFailure(call.sim, 'acceptControl', conversation, error, given.metadata);
    } else acceptControl(call.sim, conversation, given);
    return ok({});
  },
};

const release: Operation = {
  op: 'releaseControl',
  method: 'post',
  path: '/conversations/:conversationId/releaseControl',
  scopes: ANY_SCOPE,
  run: (call) => {
    const conversation = requireSwitched(call);
    const given = change(parseBody(plainBody, call.body));
    if (isStranger(call, conversation.activeId)) throw forbidden();
    releaseControl(call.sim, conversation, given);
    return ok({});
  },
};

export const controlOperations: Operation[] = [pass, offer, accept, release];
