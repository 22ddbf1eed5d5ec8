import type { Message, SessionEvent } from '../../../contract/events';
import type { CompatDeps } from '../../hosted/deps';
import type { OpenedSession } from '../../hosted/service';
import type { Socket005 } from './live';
import { messageText } from './message-text';
import { END_OF_ANSWER } from './wire';

const NOT_DELIVERED = 'Your message could not be delivered. Please send it again.';

/**
 * One entry of the log in the words of this protocol. An answer is one `message`: pieces would become bubbles of their own.
 * @param isAnswered words for the visitor follow at once, and free the field themselves
 */
export async function tell(
  deps: CompatDeps,
  opened: OpenedSession,
  socket: Socket005,
  event: SessionEvent,
  isAnswered: boolean,
): Promise<void> {
  switch (event.type) {
    case 'message':
      if (event.message.origin !== 'user') tellMessage(socket, event.message, event.seq);
      // Agents take their time: the visitor may go on writing.
      else if (event.handoffId !== null) socket.emit('message', END_OF_ANSWER);
      break;
    case 'message_status':
      if (event.status.value === 'failed') socket.emit('message', NOT_DELIVERED);
      else if (event.status.value === 'delayed' || isAnswered) break;
      socket.emit('message', END_OF_ANSWER);
      break;
    case 'state': {
      if (event.state.from !== null || event.state.control !== 'handoff') break;
      const request = (await deps.sessions.handoff(opened.session))?.request;
      socket.emit('handoff', {
        summary: request?.summary ?? '',
        sentiment: request?.sentiment ?? 'neutral',
      });
      socket.emit('message', END_OF_ANSWER);
      break;
    }
  }
}

function tellMessage(socket: Socket005, message: Message, seq: number): void {
  socket.emit('info', '');
  socket.emit('message', messageText(message));
  if (message.origin === 'copilot') socket.emit('vote', seq);
  socket.emit('message', END_OF_ANSWER);
}
