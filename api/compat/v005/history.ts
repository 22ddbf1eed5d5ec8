import type { MessageEvent, SessionEvent } from '../../../contract/events';
import { messageText } from './message-text';

/** What was said, as `GET /chat/init` tells it after a reload. */
export function historyOf005(
  events: readonly SessionEvent[],
  of: { sessionId: string; copilotId: string },
): object[] {
  return events
    .filter((event): event is MessageEvent => event.type === 'message')
    .map(({ seq, at, message }) => ({
      id: seq,
      chatbot_id: of.copilotId,
      session_id: of.sessionId,
      from_user: message.origin === 'user',
      message: messageText(message),
      type: 'message',
      created_at: at,
      updated_at: at,
      debug_json: null,
      api_called: false,
      knowledgebase_called: false,
      extra_params: null,
      agent_name: message.origin === 'agent' ? message.author.name : null,
      agent_avatar: message.origin === 'agent' ? message.author.avatarUrl : null,
    }));
}
