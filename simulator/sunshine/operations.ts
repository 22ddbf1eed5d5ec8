import { activityOperations } from './activity';
import { appOperations } from './apps';
import { attachmentOperations } from './attachments';
import { controlOperations } from './control';
import { conversationOperations } from './conversations';
import { integrationKeyOperations } from './integration-keys';
import { integrationOperations } from './integrations';
import { messageOperations } from './messages';
import type { Operation } from './operation';
import { participantOperations } from './participants';
import { switchboardIntegrationOperations } from './switchboard-integrations';
import { switchboardOperations } from './switchboards';
import { userOperations } from './users';
import { webhookOperations } from './webhooks';

/** Every operation the simulator answers. */
export const operations: readonly Operation[] = [
  ...appOperations,
  ...userOperations,
  ...conversationOperations,
  ...participantOperations,
  ...messageOperations,
  ...activityOperations,
  ...controlOperations,
  ...attachmentOperations,
  ...integrationOperations,
  ...integrationKeyOperations,
  ...webhookOperations,
  ...switchboardOperations,
  ...switchboardIntegrationOperations,
];
