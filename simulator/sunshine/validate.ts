import { z } from 'zod';
import { ApiError, badRequest, type ErrorEntry } from '../domain/api-error';
import { isId } from '../state/ids';

const METADATA_BYTES = 4096;

/** Flat, strings, numbers and booleans only, 4 KB of JSON in all. */
export const metadata = z
  .record(
    z.string(),
    z.union([z.string(), z.number(), z.boolean()], { error: 'should be string,number,boolean' }),
  )
  .refine((value) => Buffer.byteLength(JSON.stringify(value)) <= METADATA_BYTES, {
    error: 'should not exceed 4096 bytes',
    params: { limit: 'metadata' },
  });

export const text = (min: number, max: number) => z.string().min(min).max(max);

export const httpUrl = z.url({ protocol: /^https?$/, error: 'should match format "uri"' }).max(2048);

/**
 * Checks a body against a schema.
 * @throws ApiError 400 with one entry for each fault, the titles being sentences of a JSON schema validator.
 */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map((issue): ErrorEntry => ({
    code: 'bad_request',
    title: sentence(issue),
  }));
  throw new ApiError(400, errors, limitOf(parsed.error.issues));
}

function sentence(issue: z.core.$ZodIssue): string {
  const at = issue.path.map(String).join('.');
  const where = (title: string) => (at === '' ? title : `${at}: ${title}`);
  switch (issue.code) {
    case 'unrecognized_keys':
      return where(`should NOT have additional properties (${issue.keys.join(', ')})`);
    case 'invalid_type':
      return issue.input === undefined && issue.message.includes('undefined')
        ? `should have required property '${String(issue.path.at(-1) ?? '')}'`
        : where(`should be ${issue.expected}`);
    case 'too_big':
      return where(`should NOT be longer than ${issue.maximum}`);
    case 'too_small':
      return where(`should NOT be shorter than ${issue.minimum}`);
    case 'invalid_value':
      return where('should be equal to one of the allowed values');
    default:
      return where(issue.message);
  }
}

function limitOf(issues: readonly z.core.$ZodIssue[]): string | undefined {
  for (const issue of issues) {
    if (issue.code === 'too_big') return issue.path.map(String).join('.');
    if (issue.code === 'custom' && issue.params?.['limit'] !== undefined) return 'metadata';
  }
  return undefined;
}

export interface Page {
  after: string | undefined;
  before: string | undefined;
  size: number;
}

/** @throws ApiError 400 for both cursors at once, a cursor that is no id, a size out of 1–100. */
export function parsePage(query: Record<string, string>): Page {
  const after = query['page[after]'];
  const before = query['page[before]'];
  const size = Number(query['page[size]'] ?? 25);
  const bad =
    (after !== undefined && before !== undefined) ||
    [after, before].some((cursor) => cursor !== undefined && !isId(cursor)) ||
    !Number.isInteger(size) ||
    size < 1 ||
    size > 100;
  if (bad) throw badRequest('Invalid page query parameters');
  return { after, before, size };
}
