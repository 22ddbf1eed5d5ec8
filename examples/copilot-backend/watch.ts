import { ended } from './callback-effects';
import type { Chats } from './chats';
import type { HandoffClient } from './handoff-client';
import { asList, asObject, asText } from './json';

const GRACE_MS = 60_000;

/**
 * A look at each open handoff, for the case that its last callback never came (this server was away for longer than
 * the API tries): the bot would be silent for ever. Callbacks get a minute to be first.
 */
export async function lookAtOpenHandoffs(chats: Chats, api: HandoffClient): Promise<void> {
  for (const session of chats.all()) {
    if (typeof session.handoff?.id !== 'string') continue;
    const answer = await api.read(session.id);
    if (!answer?.ok) continue;
    const handoff = asObject(answer.body['handoff']);
    const id = asText(handoff['id']) ?? '';
    const endedAt = asText(handoff['endedAt']);
    if (endedAt === null || !session.isCurrent(id) || Date.now() - Date.parse(endedAt) < GRACE_MS) continue;
    chats.commit(
      session.id,
      ended(session, id, asText(handoff['endReason']), asList(handoff['undelivered'])),
    );
  }
}
