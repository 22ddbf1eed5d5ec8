import type { Answer } from 'sunshine-conversations-client';
import { z } from 'zod';
import { BadAnswer, NotSendable } from '../errors/read-failure';
import { toZendeskError } from '../errors';

/**
 * Runs one request of the npm client and checks the raw answer: the client resolves html pages, empty bodies and other
 * objects as success, so nothing counts as done before its shape is right.
 * @throws ZendeskError, and nothing else
 */
export async function call<T>(
  operation: string,
  request: () => Promise<{ response: Answer }>,
  schema: z.ZodType<T>,
): Promise<T> {
  try {
    const { response } = await request();
    return read(response, schema);
  } catch (thrown) {
    throw toZendeskError(operation, thrown);
  }
}

/** Like {@link call} for a delete: what is gone already counts as deleted. */
export async function erase(operation: string, request: () => Promise<{ response: Answer }>): Promise<void> {
  try {
    const { response } = await request();
    if (response.status !== 204) read(response, done);
  } catch (thrown) {
    const error = toZendeskError(operation, thrown);
    if (error.kind !== 'not_found') throw error;
  }
}

/** Answers of actions: any JSON object, which Zendesk documents as `{}`. */
export const done = z.object({});

function read<T>(response: Answer, schema: z.ZodType<T>): T {
  if (response.type !== 'application/json') throw new BadAnswer(response.status, 'the answer is not JSON');
  const result = schema.safeParse(response.body);
  if (result.success) return result.data;
  // Paths and codes only: a value could be what a customer wrote.
  const where = result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.code}`).join(', ');
  throw new BadAnswer(response.status, `the answer has another shape (${where.slice(0, 150)})`);
}

const ID = /^[0-9a-f]{24}$/;

/** An id that may go into a path: the client would turn "" into the list, and ".." into the parent. */
export function id(name: string, value: string): string {
  if (!ID.test(value)) throw new NotSendable(`${name} is not an id of 24 hexadecimal digits`);
  return value;
}

const EXTERNAL_ID = /^(?!\.{1,2}$)[^\p{Cc}\p{Cs}]{1,1024}$/u;

/** As {@link id}, for our own names of users. */
export function externalId(value: string): string {
  if (!EXTERNAL_ID.test(value)) throw new NotSendable('externalId cannot be sent');
  return value;
}
