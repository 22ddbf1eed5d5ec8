import type { StartHandoff } from '../../contract/handoff';

interface IntroInput {
  request: Omit<StartHandoff, 'sessionId' | 'transcript'>;
  sessionId: string;
  handoffId: string;
  /** Keys of the ticket's data that could not be taken over. */
  dropped: readonly string[];
  /** Of this handoff in the Temporal UI. */
  workflowUrl: string | undefined;
}

/** The first message that agents read; by the handoff's id in it a search in Zendesk finds the ticket (R46). */
export function introFor({ request, sessionId, handoffId, dropped, workflowUrl }: IntroInput): string {
  const { user, reason, summary, sentiment, language } = request;
  const unverified = user.email !== undefined && user.email !== '' && user.verified !== true;
  const line = (name: string, value: string | undefined) => (value ? [`${name}: ${value}`] : []);
  return [
    'A conversation with the copilot is handed off to you.',
    ...line('Reason', reason),
    ...line('Summary', summary),
    ...line('Sentiment', sentiment),
    ...line('Language', language),
    ...line('Phone', user.phone),
    ...(unverified ? [`E-mail (unverified, as the visitor typed it): ${user.email}`] : []),
    ...(dropped.length > 0 ? [`Not taken over into the ticket: ${dropped.join(', ')}`] : []),
    `Session ${sessionId}, handoff ${handoffId}`,
    ...line('Trace', workflowUrl),
  ].join('\n');
}
