import type { Copilot, HostedSession } from '../../../store/types';
import { BOT_ASSIGNEE, HUMAN_ASSIGNEE } from './wire';

/** Answer of `POST /chat-session/{token}`; of all this the widget uses the id. */
export function toSession005(session: HostedSession, token: string, copilot: Copilot) {
  const createdAt = session.createdAt.toISOString();
  const isHandedOff = session.control === 'handoff';
  return {
    id: token,
    copilot_id: copilot.id,
    assignee_id: isHandedOff ? HUMAN_ASSIGNEE : BOT_ASSIGNEE,
    channel: 'web',
    status: session.closedAt === null ? 0 : 1,
    last_message_at: null,
    last_message: null,
    is_notification_enabled: false,
    handoff: isHandedOff,
    summary: null,
    handoff_sentiment: null,
    email_thread_id: null,
    meta: {},
    created_at: createdAt,
    updated_at: createdAt,
  };
}
