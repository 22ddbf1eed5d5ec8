import { randomBytes } from 'node:crypto';
import type { Handoff } from '../../contract/handoff';
import type { ApiDeps } from '../deps';
import { handoffAnswer } from '../handoffs/docs';
import { openHandoff } from '../handoffs/open';
import { adminOperation } from '../http/operation';
import { findConnection } from './find';

const TEST_SESSION = /^test:[0-9a-f]{24}$/;

/** Sent from the settings: a session of its own, which no copilot's backend has named. */
export function isTest({ sessionId, reason }: Handoff): boolean {
  return TEST_SESSION.test(sessionId) && reason === 'test';
}

export const sendTestHandoff = (deps: ApiDeps) =>
  adminOperation({
    summary: 'Send a test handoff',
    description:
      'A real handoff with a real ticket, marked as a test by its name and its tag `handoff_test`.',
    answers: { 201: { description: 'Started', schema: handoffAnswer } },
    errors: ['not_found', 'not_connected'],
    async handle({ param, actor }) {
      const { copilot } = await findConnection(deps.store, param('copilotId'));
      const { record } = await openHandoff(deps, {
        copilotId: copilot.id,
        anyTime: true,
        request: {
          sessionId: `test:${randomBytes(12).toString('hex')}`,
          user: { name: 'Test handoff' },
          reason: 'test',
          summary:
            'This is a test handoff that an admin sent from the settings. Nobody is waiting for an answer.',
          ticket: { tags: ['handoff_test'], subject: 'Test handoff' },
        },
      });
      await deps.store.audit.add({
        actor,
        action: 'test_handoff.sent',
        copilotId: copilot.id,
        detail: { handoffId: record.handoff.id },
      });
      return { status: 201, body: { handoff: record.handoff } };
    },
  });
