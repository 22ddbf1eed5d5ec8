/** Only what zendesk/ calls of the untyped npm client 14.1.0; arguments as sunshine-conversations.md §1.4 has them. */
declare module 'sunshine-conversations-client' {
  import type { Agent } from 'node:http';

  /** superagent's response, of which nothing else is read. */
  export interface Answer {
    status: number;
    /** Media type without parameters. */
    type: string;
    body: unknown;
  }

  export interface SuperagentRequest {
    readonly method: string;
    readonly url: string;
    redirects(max: number): this;
    maxResponseSize(bytes: number): this;
  }

  export class ApiClient {
    basePath: string;
    authentications: { basicAuth: { username?: string; password?: string } };
    timeout: number;
    requestAgent: Agent | null;
    defaultHeaders: Record<string, string>;
    plugins: ((request: SuperagentRequest) => void)[] | null;
    deserialize(response: Answer, returnType: unknown): unknown;
    normalizeParams(params: Record<string, unknown>): Record<string, unknown>;
  }

  type Call<A extends unknown[]> = (appId: string, ...rest: A) => Promise<{ response: Answer }>;
  type Body = object;

  export class AppsApi {
    constructor(client: ApiClient);
    getAppWithHttpInfo: Call<[]>;
  }
  export class UsersApi {
    constructor(client: ApiClient);
    getUserWithHttpInfo: Call<[userIdOrExternalId: string]>;
    createUserWithHttpInfo: Call<[user: Body]>;
    updateUserWithHttpInfo: Call<[userIdOrExternalId: string, changes: Body]>;
  }
  export class ConversationsApi {
    constructor(client: ApiClient);
    getConversationWithHttpInfo: Call<[conversationId: string]>;
    createConversationWithHttpInfo: Call<[conversation: Body]>;
    updateConversationWithHttpInfo: Call<[conversationId: string, changes: Body]>;
    listConversationsWithHttpInfo: Call<[filter: Record<string, string>, options: { page: Page }]>;
  }
  export class ParticipantsApi {
    constructor(client: ApiClient);
    listParticipantsWithHttpInfo: Call<[conversationId: string, options: { page: Page }]>;
  }
  export class MessagesApi {
    constructor(client: ApiClient);
    listMessagesWithHttpInfo: Call<[conversationId: string, options: { page: Page }]>;
    postMessageWithHttpInfo: Call<[conversationId: string, message: Body]>;
  }
  export class ActivitiesApi {
    constructor(client: ApiClient);
    postActivityWithHttpInfo: Call<[conversationId: string, activity: Body]>;
  }
  export class SwitchboardActionsApi {
    constructor(client: ApiClient);
    passControlWithHttpInfo: Call<[conversationId: string, pass: Body]>;
    releaseControlWithHttpInfo: Call<[conversationId: string]>;
  }
  export class AttachmentsApi {
    constructor(client: ApiClient);
    uploadAttachmentWithHttpInfo: Call<
      [
        access: 'public',
        source: Buffer & { name: string },
        options: { _for: 'message'; conversationId: string },
      ]
    >;
  }
  export class IntegrationsApi {
    constructor(client: ApiClient);
    listIntegrationsWithHttpInfo: Call<[options: { page: Page; filter?: Record<string, string> }]>;
    createIntegrationWithHttpInfo: Call<[integration: Body]>;
    deleteIntegrationWithHttpInfo: Call<[integrationId: string]>;
  }
  export class WebhooksApi {
    constructor(client: ApiClient);
    listWebhooksWithHttpInfo: Call<[integrationId: string]>;
    createWebhookWithHttpInfo: Call<[integrationId: string, webhook: Body]>;
    updateWebhookWithHttpInfo: Call<[integrationId: string, webhookId: string, webhook: Body]>;
    deleteWebhookWithHttpInfo: Call<[integrationId: string, webhookId: string]>;
  }
  export class SwitchboardsApi {
    constructor(client: ApiClient);
    listSwitchboardsWithHttpInfo: Call<[]>;
  }
  export class SwitchboardIntegrationsApi {
    constructor(client: ApiClient);
    listSwitchboardIntegrationsWithHttpInfo: Call<[switchboardId: string]>;
    createSwitchboardIntegrationWithHttpInfo: Call<[switchboardId: string, seat: Body]>;
    updateSwitchboardIntegrationWithHttpInfo: Call<[switchboardId: string, seatId: string, changes: Body]>;
    deleteSwitchboardIntegrationWithHttpInfo: Call<[switchboardId: string, seatId: string]>;
  }

  interface Page {
    before?: string;
    after?: string;
    size?: number;
  }
}
