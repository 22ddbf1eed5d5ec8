import { z } from 'zod';
import { CALLER_ID_PATTERN } from '../../contract/ids';
import { handoffNotFound, HttpError } from './errors';

const MAX_ISSUES = 20;

/** @throws HttpError `invalid_request` with `details.issues:[{path,message}]`; values are never repeated. */
export function validate<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw invalidRequest(
    parsed.error.issues.slice(0, MAX_ISSUES).map((issue) => ({
      path: issue.path.map(String).join('.'),
      message: issue.message,
    })),
  );
}

export function invalidRequest(issues: { path: string; message: string }[]): HttpError {
  return new HttpError('invalid_request', 'The request is not valid.', { details: { issues } });
}

/** A session id out of a path. One that cannot exist is answered as one that does not. */
export function sessionIdOf(param: string): string {
  if (!CALLER_ID_PATTERN.test(param)) throw handoffNotFound();
  return param;
}

/** A whole number in a query, written in digits. */
export const wholeNumber = (range: { max: number; default: number; min?: number }) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .refine((n) => n <= range.max && n >= (range.min ?? 0), `must be ${range.min ?? 0} to ${range.max}`)
    .default(range.default);

/** Where a list goes on: what `next` of the page before said. */
export const cursor = z
  .string()
  .regex(/^[\x21-\x7e]{1,256}$/, 'must be what `next` said')
  .optional();
