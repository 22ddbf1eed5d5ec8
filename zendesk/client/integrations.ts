import { IntegrationsApi, WebhooksApi } from 'sunshine-conversations-client';
import { call, erase, id } from './call';
import type { ConnectionClient } from './connection';
import { createdIntegrationAnswer, integrationsAnswer, webhookAnswer, webhooksAnswer } from './schemas';
import type { Integration, SetUpCalls } from './set-up-types';

type IntegrationCalls = Pick<
  SetUpCalls,
  | 'listIntegrations'
  | 'createIntegration'
  | 'deleteIntegration'
  | 'listWebhooks'
  | 'createWebhook'
  | 'updateWebhook'
  | 'deleteWebhook'
>;

const PAGE_SIZE = 100;
const MAX_PAGES = 20;

export function integrationCalls(client: ConnectionClient, appId: string): IntegrationCalls {
  const integrations = new IntegrationsApi(client);
  const webhooks = new WebhooksApi(client);
  const integration = (value: string) => id('integrationId', value);
  const webhook = (value: string) => id('webhookId', value);

  return {
    async listIntegrations() {
      const all: Integration[] = [];
      let after: string | undefined;
      for (let n = 0; n < MAX_PAGES; n++) {
        const page = { size: PAGE_SIZE, ...(after === undefined ? {} : { after }) };
        const request = () => integrations.listIntegrationsWithHttpInfo(appId, { page });
        const answer = await call('listIntegrations', request, integrationsAnswer);
        all.push(...answer.integrations);
        const next = answer.meta?.afterCursor ?? answer.integrations.at(-1)?.id;
        if (answer.meta?.hasMore !== true || next === undefined || next === after) break;
        after = next;
      }
      return all;
    },
    async createIntegration({ displayName, webhook: first }) {
      const body = { type: 'custom', displayName, webhooks: [first] };
      const request = () => integrations.createIntegrationWithHttpInfo(appId, body);
      return (await call('createIntegration', request, createdIntegrationAnswer)).integration;
    },
    deleteIntegration: (integrationId) =>
      erase('deleteIntegration', () =>
        integrations.deleteIntegrationWithHttpInfo(appId, integration(integrationId)),
      ),
    async listWebhooks(integrationId) {
      const request = () => webhooks.listWebhooksWithHttpInfo(appId, integration(integrationId));
      return (await call('listWebhooks', request, webhooksAnswer)).webhooks;
    },
    async createWebhook(integrationId, body) {
      const request = () => webhooks.createWebhookWithHttpInfo(appId, integration(integrationId), body);
      return (await call('createWebhook', request, webhookAnswer)).webhook;
    },
    async updateWebhook(integrationId, webhookId, body) {
      const request = () =>
        webhooks.updateWebhookWithHttpInfo(appId, integration(integrationId), webhook(webhookId), body);
      return (await call('updateWebhook', request, webhookAnswer)).webhook;
    },
    deleteWebhook: (integrationId, webhookId) =>
      erase('deleteWebhook', () =>
        webhooks.deleteWebhookWithHttpInfo(appId, integration(integrationId), webhook(webhookId)),
      ),
  };
}
