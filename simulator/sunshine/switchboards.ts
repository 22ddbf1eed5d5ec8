import { z } from 'zod';
import { badRequest, notFound } from '../domain/api-error';
import { compact, switchboardView } from '../domain/views';
import { newId } from '../state/ids';
import type { SwitchboardRecord } from '../state/records';
import { APP_ONLY, created, ok, type Call, type Operation } from './operation';
import { parseBody } from './validate';

const updateBody = z.strictObject({
  enabled: z.boolean().optional(),
  defaultSwitchboardIntegrationId: z.string().optional(),
});

/** @throws ApiError 404 for an unknown switchboard. */
export function requireSwitchboard(call: Call): SwitchboardRecord {
  const switchboard = call.sim.world.switchboards.get(call.params['switchboardId'] ?? '');
  if (switchboard?.appId !== call.app.id) throw notFound('switchboard_not_found');
  return switchboard;
}

export const switchboardOperations: Operation[] = [
  {
    op: 'listSwitchboards',
    method: 'get',
    path: '/switchboards',
    scopes: APP_ONLY,
    run: ({ sim, app }) => ok({ switchboards: sim.world.switchboardByApp.all(app.id).map(switchboardView) }),
  },
  {
    op: 'createSwitchboard',
    method: 'post',
    path: '/switchboards',
    scopes: APP_ONLY,
    run: ({ sim: { world }, app }) => {
      if (world.switchboardByApp.first(app.id) !== undefined) {
        throw badRequest('Only one switchboard can be created per app', 'switchboards');
      }
      const switchboard = world.switchboards.put({ id: newId(), appId: app.id, enabled: false });
      return created({ switchboard: switchboardView(switchboard) });
    },
  },
  {
    op: 'updateSwitchboard',
    method: 'patch',
    path: '/switchboards/:switchboardId',
    scopes: APP_ONLY,
    run: (call) => {
      const { world } = call.sim;
      const draft = parseBody(updateBody, call.body);
      const next: SwitchboardRecord = { ...requireSwitchboard(call), ...compact(draft) };
      const seat = world.seats.get(next.defaultSwitchboardIntegrationId ?? '');
      if (draft.defaultSwitchboardIntegrationId !== undefined && seat?.switchboardId !== next.id) {
        throw notFound('switchboard_integration_not_found');
      }
      if (next.enabled && seat === undefined) {
        const title = 'Enabled switchboard must have an associated default switchboardIntegration';
        throw notFound('switchboard_integration_not_found', title);
      }
      return ok({ switchboard: switchboardView(world.switchboards.put(next)) });
    },
  },
  {
    op: 'deleteSwitchboard',
    method: 'delete',
    path: '/switchboards/:switchboardId',
    scopes: APP_ONLY,
    run: (call) => {
      const { world } = call.sim;
      const { id } = requireSwitchboard(call);
      for (const seat of world.seatsByApp.all(call.app.id)) world.seats.delete(seat.id);
      world.switchboards.delete(id);
      return ok({});
    },
  },
];
