import { ActivitiesApi, SwitchboardActionsApi } from 'sunshine-conversations-client';
import { NotSendable } from '../errors/read-failure';
import { call, done, externalId, id } from './call';
import type { ConnectionClient } from './connection';
import type { ZendeskClient } from './types';

type ControlCalls = Pick<ZendeskClient, 'passControl' | 'releaseControl' | 'postTyping' | 'postRead'>;

/** An id, a name, or a type such as `zd:agentWorkspace`. */
const TARGET = /^[A-Za-z0-9_:-]{1,128}$/;

export function controlCalls(client: ConnectionClient, appId: string): ControlCalls {
  const api = new SwitchboardActionsApi(client);
  const activities = new ActivitiesApi(client);
  return {
    async passControl({ conversationId, switchboardIntegration, metadata }) {
      const request = () =>
        api.passControlWithHttpInfo(appId, id('conversationId', conversationId), {
          switchboardIntegration: target(switchboardIntegration),
          ...(metadata === undefined ? {} : { metadata }),
        });
      await call('passControl', request, done);
    },
    async releaseControl(conversationId) {
      const request = () => api.releaseControlWithHttpInfo(appId, id('conversationId', conversationId));
      await call('releaseControl', request, done);
    },
    async postTyping(conversationId, on) {
      const activity = { author: { type: 'business' }, type: on ? 'typing:start' : 'typing:stop' };
      const request = () =>
        activities.postActivityWithHttpInfo(appId, id('conversationId', conversationId), activity);
      await call('postActivity', request, done);
    },
    async postRead(conversationId, userExternalId) {
      const activity = {
        author: { type: 'user', userExternalId: externalId(userExternalId) },
        type: 'conversation:read',
      };
      const request = () =>
        activities.postActivityWithHttpInfo(appId, id('conversationId', conversationId), activity);
      await call('postActivity', request, done);
    },
  };
}

/** `next` is resolved from the new holder each time: with an app key a repeat moves control one step further. */
function target(name: string): string {
  if (name === 'next' || !TARGET.test(name))
    throw new NotSendable('switchboardIntegration must be a name or an id');
  return name;
}
