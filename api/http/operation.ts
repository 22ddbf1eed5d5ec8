import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { ErrorCode } from '../../contract/errors';
import type { Copilot } from '../../store/types';
import type { OpenedSession } from '../hosted/service';
import { validate } from './validate';

export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** One request as a handler sees it: checked, and free of HTTP unless it streams. */
export interface Call<Q, B> {
  req: Request;
  res: Response;
  query: Q;
  body: B;
  /** A path parameter; the route has it, or the handler would not be called. */
  param: (name: string) => string;
}

export type CopilotCall<Q, B> = Call<Q, B> & { copilot: Copilot };
export type SessionCall<Q, B> = Call<Q, B> & { opened: OpenedSession };
export type AdminCall<Q, B> = Call<Q, B> & { actor: string };

/** What an operation is told in the API document, and what checks its input: one source for both. */
export interface Doc {
  summary: string;
  description?: string;
  /** Strict objects only: an unknown parameter is a mistake. */
  query?: z.ZodType;
  body?: z.ZodType;
  /** No body is the same as `{}`. */
  bodyOptional?: boolean;
  /** The body is multipart with one file in the field `file`; the operation reads it. */
  file?: true;
  answers: Record<number, { description: string; schema?: z.ZodType; events?: true }>;
  /** Beside those that every operation of its kind has. */
  errors: readonly ErrorCode[];
}

/**
 * `visitor`: the copilot's public token, which opens nothing but a new session; `session`: a session's own token;
 * `nobody`: how an admin becomes one (signing in and out).
 */
export type Auth = 'copilot' | 'admin' | 'nobody' | 'visitor' | 'session';

/** An operation with its types forgotten, as the route table holds it. `undefined` = it has answered by itself (a stream). */
export interface Operation {
  auth: Auth;
  doc: Doc;
  answer: (call: Omit<Call<unknown, unknown>, 'query' | 'body'>, input: Input) => Promise<Answer | undefined>;
}

export interface Input {
  query: unknown;
  body: unknown;
  /** Set for `copilot` and `visitor` operations. */
  copilot?: Copilot;
  /** Set for `admin` operations: `bearer`, or which session. */
  actor?: string;
  /** Set for `session` operations. */
  opened?: OpenedSession;
}

type Spec<C, Q extends z.ZodType, B extends z.ZodType> = Omit<Doc, 'query' | 'body'> & {
  query?: Q;
  body?: B;
  handle: (call: C) => Promise<Answer | undefined>;
};

/** An operation of the copilot backend API: acts for the copilot whose key was sent, and sees nothing of others. */
export function copilotOperation<Q extends z.ZodType = z.ZodUndefined, B extends z.ZodType = z.ZodUndefined>(
  spec: Spec<CopilotCall<z.output<Q>, z.output<B>>, Q, B>,
): Operation {
  const { handle, ...doc } = spec;
  return {
    auth: 'copilot',
    doc,
    answer: async (call, input) => {
      if (input.copilot === undefined) throw new Error('a copilot operation was called without a copilot');
      return handle({ ...call, ...checked(spec, input), copilot: input.copilot });
    },
  };
}

/** An operation of the admin API. */
export function adminOperation<Q extends z.ZodType = z.ZodUndefined, B extends z.ZodType = z.ZodUndefined>(
  spec: Spec<AdminCall<z.output<Q>, z.output<B>>, Q, B>,
): Operation {
  const { handle, ...doc } = spec;
  return {
    auth: 'admin',
    doc,
    answer: async (call, input) => {
      if (input.actor === undefined) throw new Error('an admin operation was called without an actor');
      return handle({ ...call, ...checked(spec, input), actor: input.actor });
    },
  };
}

/** An operation that anybody may call, from our own pages only when it comes from a browser. */
export function openOperation<Q extends z.ZodType = z.ZodUndefined, B extends z.ZodType = z.ZodUndefined>(
  spec: Spec<Call<z.output<Q>, z.output<B>>, Q, B>,
): Operation {
  const { handle, ...doc } = spec;
  return {
    auth: 'nobody',
    doc,
    answer: async (call, input) => handle({ ...call, ...checked(spec, input) }),
  };
}

/** An operation of the widget before there is a session: names the copilot by its public token. */
export function visitorOperation<Q extends z.ZodType = z.ZodUndefined, B extends z.ZodType = z.ZodUndefined>(
  spec: Spec<CopilotCall<z.output<Q>, z.output<B>>, Q, B>,
): Operation {
  return { ...copilotOperation(spec), auth: 'visitor' };
}

/** An operation of the widget on the session whose token was sent. */
export function sessionOperation<Q extends z.ZodType = z.ZodUndefined, B extends z.ZodType = z.ZodUndefined>(
  spec: Spec<SessionCall<z.output<Q>, z.output<B>>, Q, B>,
): Operation {
  const { handle, ...doc } = spec;
  return {
    auth: 'session',
    doc,
    answer: async (call, input) => {
      if (input.opened === undefined) throw new Error('a session operation was called without a session');
      return handle({ ...call, ...checked(spec, input), opened: input.opened });
    },
  };
}

function checked<Q extends z.ZodType, B extends z.ZodType>(
  spec: { query?: Q; body?: B },
  input: Input,
): { query: z.output<Q>; body: z.output<B> } {
  return {
    query: (spec.query === undefined ? undefined : validate(spec.query, input.query)) as z.output<Q>,
    body: (spec.body === undefined ? undefined : validate(spec.body, input.body)) as z.output<B>,
  };
}
