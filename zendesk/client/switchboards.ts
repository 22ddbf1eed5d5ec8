import { SwitchboardIntegrationsApi, SwitchboardsApi } from 'sunshine-conversations-client';
import { call, erase, id } from './call';
import type { ConnectionClient } from './connection';
import { seatAnswer, seatsAnswer, switchboardsAnswer } from './schemas';
import type { SetUpCalls } from './set-up-types';

type SwitchboardCalls = Pick<
  SetUpCalls,
  | 'listSwitchboards'
  | 'listSwitchboardIntegrations'
  | 'createSwitchboardIntegration'
  | 'updateSwitchboardIntegration'
  | 'deleteSwitchboardIntegration'
>;

export function switchboardCalls(client: ConnectionClient, appId: string): SwitchboardCalls {
  const switchboards = new SwitchboardsApi(client);
  const seats = new SwitchboardIntegrationsApi(client);
  const board = (value: string) => id('switchboardId', value);
  const seat = (value: string) => id('switchboardIntegrationId', value);

  return {
    async listSwitchboards() {
      const request = () => switchboards.listSwitchboardsWithHttpInfo(appId);
      return (await call('listSwitchboards', request, switchboardsAnswer)).switchboards;
    },
    async listSwitchboardIntegrations(switchboardId) {
      const request = () => seats.listSwitchboardIntegrationsWithHttpInfo(appId, board(switchboardId));
      return (await call('listSwitchboardIntegrations', request, seatsAnswer)).switchboardIntegrations;
    },
    async createSwitchboardIntegration(switchboardId, body) {
      const request = () => seats.createSwitchboardIntegrationWithHttpInfo(appId, board(switchboardId), body);
      return (await call('createSwitchboardIntegration', request, seatAnswer)).switchboardIntegration;
    },
    async updateSwitchboardIntegration(switchboardId, seatId, changes) {
      const request = () =>
        seats.updateSwitchboardIntegrationWithHttpInfo(appId, board(switchboardId), seat(seatId), changes);
      return (await call('updateSwitchboardIntegration', request, seatAnswer)).switchboardIntegration;
    },
    deleteSwitchboardIntegration: (switchboardId, seatId) =>
      erase('deleteSwitchboardIntegration', () =>
        seats.deleteSwitchboardIntegrationWithHttpInfo(appId, board(switchboardId), seat(seatId)),
      ),
  };
}
