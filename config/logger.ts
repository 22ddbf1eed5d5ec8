import { pino, type Logger } from 'pino';

export type { Logger };

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * JSON lines on stdout with stable fields: `level`, `time` (ISO 8601), `part`, `msg`, and ids.
 * Errors are cut down to name, message, code and stack: a rejection of the Sunshine client holds the Basic credential and
 * the customer's words, so nothing else of an error object may ever reach a log.
 */
export function createLogger(part: string, level: LogLevel = 'info'): Logger {
  return pino({
    level,
    base: { part },
    messageKey: 'msg',
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: describeError, error: describeError },
  });
}

function describeError(thrown: unknown): Record<string, unknown> {
  if (!(thrown instanceof Error)) return { name: typeof thrown, message: 'not an Error' };
  const code = (thrown as { code?: unknown }).code;
  return {
    name: thrown.name,
    message: thrown.message,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    stack: thrown.stack,
  };
}
