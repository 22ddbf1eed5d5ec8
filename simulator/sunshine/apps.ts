import { compact } from '../domain/views';
import { APP_ONLY, ok, type Operation } from './operation';

const getApp: Operation = {
  op: 'getApp',
  method: 'get',
  path: '',
  scopes: APP_ONLY,
  run: ({ app }) =>
    ok({
      app: compact({
        id: app.id,
        displayName: app.displayName,
        subdomain: app.subdomain,
        settings: {
          conversationRetentionSeconds: 0,
          maskCreditCardNumbers: false,
          useAnimalNames: false,
          echoPostback: false,
          ignoreAutoConversationStart: false,
          multiConvoEnabled: app.multiConversations,
          appLocalizationEnabled: false,
          endSessionEnabled: true,
        },
        metadata: {},
      }),
    }),
};

export const appOperations: Operation[] = [getApp];
