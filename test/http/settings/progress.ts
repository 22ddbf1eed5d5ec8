import type { VerificationEvent } from '../../../contract/admin-health';
import { ADMIN_TOKEN, type Scene } from '../api/scene';

/** Sends a request that answers line by line, and gives each event with the time it came after. */
export async function follow(
  scene: Scene,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; events: VerificationEvent[]; text: string; tookMs: number }> {
  const startedMs = performance.now();
  const response = await fetch(`${scene.url}/api/v1/admin${path}`, {
    method,
    headers: {
      authorization: `Bearer ${ADMIN_TOKEN}`,
      accept: 'text/event-stream',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const events = text
    .split('\n\n')
    .filter((frame) => frame.startsWith('event:'))
    .map((frame) => JSON.parse(frame.slice(frame.indexOf('data: ') + 6)) as VerificationEvent);
  return { status: response.status, events, text, tookMs: performance.now() - startedMs };
}

/** `name:state` of each line, in the order they came. */
export function lines(events: readonly VerificationEvent[]): string[] {
  return events.flatMap((event) =>
    event.type === 'check' ? [`${event.check.name}:${event.check.state}`] : [],
  );
}
