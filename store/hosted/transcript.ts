import { and, desc, eq, gt, isNotNull, isNull, min, or } from 'drizzle-orm';
import type { TranscriptEntry } from '../../contract/handoff';
import type { Db } from '../db/engine';
import { handoffs } from '../schema/handoffs';
import { messages, sessionEvents } from '../schema/sessions';
import type { SessionHead } from '../work/session-head';

/** As many as a handoff's request may have. */
const MAX_ENTRIES = 500;

/**
 * What agents have not seen yet: everything said with the bot since the last handoff that reached them began, and what the user
 * said since without reaching them. One that failed, or ended before it was passed to agents, took its transcript with it.
 * Read while the session is locked: whatever comes later is a message of the handoff (R2).
 */
export async function transcriptOf(tx: Db, head: SessionHead): Promise<TranscriptEntry[]> {
  const { copilotId, sessionId } = head;
  const rows = await tx
    .select({
      id: messages.id,
      origin: messages.origin,
      author: messages.author,
      content: messages.content,
      at: messages.at,
    })
    .from(messages)
    .where(
      and(
        eq(messages.copilotId, copilotId),
        eq(messages.sessionId, sessionId),
        gt(messages.seq, await startOfLast(tx, head)),
        or(isNull(messages.handoffId), and(eq(messages.origin, 'user'), eq(messages.status, 'undelivered'))),
      ),
    )
    .orderBy(desc(messages.seq))
    .limit(MAX_ENTRIES);
  return rows.reverse().map(({ id, origin, author, content, at }) => ({
    id,
    author: origin === 'user' ? 'user' : 'copilot',
    ...(author.name === null ? {} : { name: author.name.slice(0, 255) }),
    ...(content.text === null ? {} : { text: content.text }),
    attachments: content.attachments.map(({ url, name, mediaType }) => ({
      url,
      name: name ?? 'file',
      mediaType: mediaType ?? 'application/octet-stream',
    })),
    at: at.toISOString(),
  }));
}

/** Place in the log where the last handoff that was passed to agents begins; 0 when there was none. */
async function startOfLast(tx: Db, { copilotId, sessionId }: SessionHead): Promise<number> {
  const [last] = await tx
    .select({ id: handoffs.id })
    .from(handoffs)
    .where(
      and(
        eq(handoffs.copilotId, copilotId),
        eq(handoffs.sessionId, sessionId),
        isNotNull(handoffs.acceptedAt),
      ),
    )
    .orderBy(desc(handoffs.position))
    .limit(1);
  if (last === undefined) return 0;
  const [start] = await tx
    .select({ seq: min(sessionEvents.seq) })
    .from(sessionEvents)
    .where(
      and(
        eq(sessionEvents.copilotId, copilotId),
        eq(sessionEvents.sessionId, sessionId),
        eq(sessionEvents.handoffId, last.id),
      ),
    );
  return start?.seq ?? 0;
}
