import { z } from 'zod';
import { ApiError, badRequest, notFound } from '../domain/api-error';
import { compact, switchboardIntegrationView } from '../domain/views';
import { newId } from '../state/ids';
import type { IntegrationRecord, SeatRecord } from '../state/records';
import { APP_ONLY, created, ok, type Call, type Operation } from './operation';
import { requireSwitchboard } from './switchboards';
import { parseBody } from './validate';

const MAX_SEATS = 10;

const name = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[A-Za-z0-9_-]+$/, 'should match pattern "^[a-zA-Z0-9_-]+$"');
const changes = {
  integrationId: z.string().optional(),
  integrationType: z.string().optional(),
  deliverStandbyEvents: z.boolean().optional(),
  nextSwitchboardIntegrationId: z.string().nullable().optional(),
  messageHistoryCount: z.number().int().min(1).max(10).nullable().optional(),
};
const createBody = z
  .strictObject({ name, ...changes })
  .refine((body) => (body.integrationId === undefined) !== (body.integrationType === undefined), {
    error: 'Exactly one of integrationId and integrationType is required',
  });
const updateBody = z.strictObject({ name: name.optional(), ...changes });

function requireSeat(call: Call): SeatRecord {
  const switchboard = requireSwitchboard(call);
  const seat = call.sim.world.seats.get(call.params['switchboardIntegrationId'] ?? '');
  if (seat?.switchboardId !== switchboard.id) throw notFound('switchboard_integration_not_found');
  return seat;
}

/** By id for a custom integration, by type for Zendesk's own. */
function integrationOf(call: Call, id: string | undefined, type: string | undefined): IntegrationRecord {
  const all = call.sim.world.integrationsByApp.all(call.app.id);
  const found = all.find((item) => (id === undefined ? item.type === type : item.id === id));
  if (found === undefined || found.type === 'web') throw notFound('integration_not_found');
  return found;
}

/** @throws ApiError 400 for a name that is taken or a `next` that is not on this switchboard. */
function checkLinks(call: Call, seat: SeatRecord): void {
  const others = call.sim.world.seatsByApp.all(call.app.id).filter((other) => other.id !== seat.id);
  if (others.some((other) => other.name === seat.name))
    throw badRequest('Switchboard integration name already exists');
  const next = seat.nextSwitchboardIntegrationId;
  if (typeof next === 'string' && !others.some((other) => other.id === next)) {
    throw notFound('switchboard_integration_not_found');
  }
}

const path = '/switchboards/:switchboardId/switchboardIntegrations';

export const switchboardIntegrationOperations: Operation[] = [
  {
    op: 'listSwitchboardIntegrations',
    method: 'get',
    path,
    scopes: APP_ONLY,
    run: (call) => {
      requireSwitchboard(call);
      const seats = call.sim.world.seatsByApp.all(call.app.id);
      return ok({ switchboardIntegrations: seats.map(switchboardIntegrationView) });
    },
  },
  {
    op: 'createSwitchboardIntegration',
    method: 'post',
    path,
    scopes: APP_ONLY,
    run: (call) => {
      const { world } = call.sim;
      const switchboard = requireSwitchboard(call);
      const { integrationId, integrationType, ...draft } = parseBody(createBody, call.body);
      if (world.seatsByApp.all(call.app.id).length >= MAX_SEATS) {
        const title = `Switchboard has reached the max number of switchboard integrations (${MAX_SEATS})`;
        throw new ApiError(
          400,
          [{ code: 'too_many_switchboard_integrations', title }],
          'switchboardIntegrations',
        );
      }
      const integration = integrationOf(call, integrationId, integrationType);
      const seat = {
        deliverStandbyEvents: true,
        ...compact(draft),
        id: newId(),
        appId: call.app.id,
        switchboardId: switchboard.id,
        integrationId: integration.id,
        integrationType: integration.type,
      } as SeatRecord;
      checkLinks(call, seat);
      return created({ switchboardIntegration: switchboardIntegrationView(world.seats.put(seat)) });
    },
  },
  {
    op: 'updateSwitchboardIntegration',
    method: 'patch',
    path: `${path}/:switchboardIntegrationId`,
    scopes: APP_ONLY,
    run: (call) => {
      const seat = requireSeat(call);
      const { integrationId, integrationType, ...draft } = parseBody(updateBody, call.body);
      const moved = integrationId !== undefined || integrationType !== undefined;
      const integration = moved ? integrationOf(call, integrationId, integrationType) : undefined;
      const next: SeatRecord = {
        ...seat,
        ...compact(draft),
        ...(integration && { integrationId: integration.id, integrationType: integration.type }),
      };
      checkLinks(call, next);
      return ok({ switchboardIntegration: switchboardIntegrationView(call.sim.world.seats.put(next)) });
    },
  },
  {
    op: 'deleteSwitchboardIntegration',
    method: 'delete',
    path: `${path}/:switchboardIntegrationId`,
    scopes: APP_ONLY,
    run: (call) => {
      const { world } = call.sim;
      const seat = requireSeat(call);
      const switchboard = requireSwitchboard(call);
      if (switchboard.defaultSwitchboardIntegrationId === seat.id) {
        throw badRequest('The default switchboardIntegration cannot be deleted');
      }
      const referring = world.seatsByApp.all(call.app.id);
      if (referring.some((other) => other.nextSwitchboardIntegrationId === seat.id)) {
        throw badRequest('A switchboardIntegration that is the next of another cannot be deleted');
      }
      world.seats.delete(seat.id);
      return ok({});
    },
  },
];
