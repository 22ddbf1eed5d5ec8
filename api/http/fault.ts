import { StoreError } from '../../store/errors';

/** What a log may know of a thrown thing. */
export interface Fault {
  name: string;
  message: string;
  code?: string | number;
  at: string[];
}

/**
 * Name, first line of the message, code and stack frames. Never more: what libraries put into the rest of an error
 * (parameters of a query, a request with its credentials) is what users wrote, or secret.
 */
export function faultOf(thrown: unknown): Fault {
  if (!(thrown instanceof Error)) return { name: typeof thrown, message: 'not an Error', at: [] };
  const root = rootOf(thrown);
  const { code } = root as { code?: unknown };
  return {
    name: root.name,
    message: (root.message.split('\n', 1)[0] ?? '').slice(0, 300),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    at: framesOf(root),
  };
}

/** Whether the same request may succeed later, because the database was away or a secret could not be read. */
export function isDatabaseAway(thrown: unknown): boolean {
  return (
    thrown instanceof StoreError && (thrown.kind === 'unavailable' || thrown.kind === 'unreadable_secret')
  );
}

function rootOf(error: Error): Error {
  let root = error;
  for (let depth = 0; depth < 8 && root.cause instanceof Error; depth += 1) root = root.cause;
  return root;
}

function framesOf(error: Error): string[] {
  const lines = (error.stack ?? '').split('\n');
  return lines
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim());
}
