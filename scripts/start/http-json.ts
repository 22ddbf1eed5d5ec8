const ANSWER_MS = 30_000;

export interface JsonAnswer {
  status: number;
  body: Record<string, unknown>;
}

/** A call of our own HTTP interfaces. Any status is an answer; only a missing answer throws. */
export async function callJson(
  method: string,
  url: string,
  options: { token?: string; body?: unknown } = {},
): Promise<JsonAnswer> {
  const response = await fetch(url, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  const text = await response.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = {};
  }
  return { status: response.status, body: asRecord(json) };
}

/** @throws Error with the API's own error when the status is none of `expected` */
export function expectStatus(
  answer: JsonAnswer,
  expected: readonly number[],
  what: string,
): Record<string, unknown> {
  if (expected.includes(answer.status)) return answer.body;
  throw new Error(
    `${what} answered ${answer.status}: ${JSON.stringify(answer.body['error'] ?? answer.body)}`,
  );
}

export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** @throws Error when the answer lacks the key as a string */
export function text(record: Record<string, unknown>, key: string): string {
  const value = record[key];
  if (typeof value !== 'string') throw new Error(`the answer has no ${key}`);
  return value;
}
