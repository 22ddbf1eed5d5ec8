import { randomBytes } from 'node:crypto';
import { z } from 'zod';

/** A caller's id (session, message): letters, digits and `._:-`, 1 to 128 of them (design §3). */
export const CALLER_ID_PATTERN = /^[A-Za-z0-9._:-]{1,128}$/;

export const callerId = z.string().regex(CALLER_ID_PATTERN, 'must match ^[A-Za-z0-9._:-]{1,128}$');

export const COPILOT_ID_PATTERN = /^cop_[A-Za-z0-9_-]{22}$/;
export const HANDOFF_ID_PATTERN = /^ho_[A-Za-z0-9_-]{22}$/;

export type IdPrefix = 'cop' | 'ho' | 'evt' | 'key' | 'aud' | 'cb' | 'ses' | 'con' | 'fil' | 'idk';

/** A new opaque id, `<prefix>_` and 128 random bits in base64url. */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_${randomBytes(16).toString('base64url')}`;
}

/** Workflow id of one handoff; seen in the clear in the Temporal UI, so opaque ids only (design §3). */
export function handoffWorkflowId(copilotId: string, handoffId: string): string {
  return `handoff:${copilotId}:${handoffId}`;
}

/** Workflow id of the callback sender of one session (design §4.2). */
export function callbackWorkflowId(copilotId: string, sessionId: string): string {
  return `callbacks:${copilotId}:${sessionId}`;
}
