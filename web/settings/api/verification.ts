import type { Check, CheckName, ConnectionView } from '../../../contract/admin';
import type { CheckProgress, VerificationEvent } from '../../../contract/admin-health';
import { ApiError, send, type Call } from './client';

/** In the order in which they run. */
export const CHECKS: readonly [CheckName, string][] = [
  ['credentials', 'Credentials work'],
  ['app_scope', 'The key has app scope'],
  ['multi_conversations', 'Several conversations per user'],
  ['integration', 'Our integration exists'],
  ['webhook', 'Our webhook exists'],
  ['agent_workspace', 'Agent Workspace is in the switchboard'],
  ['seat', 'We have a seat in the switchboard'],
];

/**
 * Runs the checklist and tells each step as it happens.
 * @throws ApiError `verification_failed` when a check fails and nothing was stored; others as any call
 */
export async function verify(
  path: string,
  options: Call,
  onCheck: (check: CheckProgress) => void,
): Promise<ConnectionView> {
  const response = await send(path, { ...options, accept: 'text/event-stream' });
  if (response.body === null) throw new ApiError(0, 'network', 'The answer was cut off. Please try again.');
  for await (const event of events(response.body)) {
    if (event.type === 'check') onCheck(event.check);
    else if (event.type === 'done') return event.connection;
    else {
      event.checks.forEach((check) => onCheck(progressOf(check)));
      throw new ApiError(422, event.error.code, event.error.message);
    }
  }
  throw new ApiError(
    0,
    'network',
    'The answer was cut off. Please try again: repeating it makes nothing twice.',
  );
}

export function progressOf({ name, ok, detail }: Check): CheckProgress {
  // What stands behind a failure was not tried: its detail begins so.
  const state = ok ? 'passed' : detail.startsWith('Not checked') ? 'not_checked' : 'failed';
  return { name, state, detail };
}

async function* events(body: ReadableStream<Uint8Array>): AsyncGenerator<VerificationEvent> {
  const reader = body.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    rest += value;
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = block
        .split('\n')
        .filter((line) => line.startsWith('data:'))
        .map((line) => line.slice(5).trimStart())
        .join('\n');
      if (data !== '') yield JSON.parse(data) as VerificationEvent;
    }
  }
}
