import { createCallbackActivities } from './callbacks';
import { createClosingActivities } from './closing';
import type { Deps } from './deps';
import { createControlActivities } from './opening/control';
import { createConversationActivity } from './opening/conversation';
import { createTranscriptActivity } from './opening/transcript';
import { createUserActivity } from './opening/user';
import { createPullActivity } from './pull';
import { createRecordActivities } from './records';
import { createRelayActivity } from './relay/relay';

export type { Deps } from './deps';
export type { Pulled } from './pull';

/** Every side effect of the workflows; each may be run twice. Workflows see only the type. */
export function createActivities(deps: Deps) {
  return {
    ensureUser: createUserActivity(deps),
    ensureConversation: createConversationActivity(deps),
    postTranscript: createTranscriptActivity(deps),
    ...createControlActivities(deps),
    relayToZendesk: createRelayActivity(deps),
    pull: createPullActivity(deps),
    ...createClosingActivities(deps),
    ...createRecordActivities(deps),
    ...createCallbackActivities(deps),
  };
}
export type Activities = ReturnType<typeof createActivities>;
