import type { Secret } from '../../config/secret';

export interface Integration {
  id: string;
  type: string;
  status?: string;
  displayName?: string;
}

export interface Webhook {
  id: string;
  target: string;
  version?: string;
  triggers: string[];
  includeFullUser?: boolean;
  includeFullSource?: boolean;
  /** Sent to us as `X-API-Key`; chosen by Zendesk, cannot be set or rotated. */
  secret?: Secret;
}

interface WebhookInput {
  target: string;
  triggers: readonly string[];
  includeFullUser: boolean;
  includeFullSource: boolean;
}

export interface Switchboard {
  id: string;
  enabled: boolean;
  defaultSwitchboardIntegrationId?: string;
}

export interface SwitchboardIntegration {
  id: string;
  name: string;
  integrationId?: string;
  integrationType?: string;
  deliverStandbyEvents: boolean;
  nextSwitchboardIntegrationId?: string;
}

interface SwitchboardIntegrationInput {
  name: string;
  integrationId: string;
  deliverStandbyEvents: boolean;
  nextSwitchboardIntegrationId: string;
}

/** The calls that set a connection up; app scope only. Deletes of what is already gone succeed. */
export interface SetUpCalls {
  listIntegrations(): Promise<Integration[]>;
  /** A custom integration is born with exactly one webhook. */
  createIntegration(integration: {
    displayName: string;
    webhook: WebhookInput;
  }): Promise<Integration & { webhooks: Webhook[] }>;
  deleteIntegration(integrationId: string): Promise<void>;
  listWebhooks(integrationId: string): Promise<Webhook[]>;
  createWebhook(integrationId: string, webhook: WebhookInput): Promise<Webhook>;
  updateWebhook(integrationId: string, webhookId: string, webhook: WebhookInput): Promise<Webhook>;
  deleteWebhook(integrationId: string, webhookId: string): Promise<void>;
  listSwitchboards(): Promise<Switchboard[]>;
  listSwitchboardIntegrations(switchboardId: string): Promise<SwitchboardIntegration[]>;
  createSwitchboardIntegration(
    switchboardId: string,
    seat: SwitchboardIntegrationInput,
  ): Promise<SwitchboardIntegration>;
  updateSwitchboardIntegration(
    switchboardId: string,
    seatId: string,
    changes: Partial<Omit<SwitchboardIntegrationInput, 'integrationId'>>,
  ): Promise<SwitchboardIntegration>;
  deleteSwitchboardIntegration(switchboardId: string, seatId: string): Promise<void>;
}
