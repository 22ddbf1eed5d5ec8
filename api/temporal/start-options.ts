import type { WorkflowStartOptions } from '@temporalio/client';
import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';
import { handoffWorkflowId } from '../../contract/ids';
import type { HandoffRecord } from '../../store/types';
import { HANDOFF_TASK_QUEUE, type HandoffInput, type HandoffTimers } from '../../workflows/messages';

/** How a handoff's run is started: the same whoever starts it. Opaque ids only, they are seen in the clear (design §5.11). */
export function handoffStartOptions(record: HandoffRecord, timers: HandoffTimers): WorkflowStartOptions {
  const { handoff, notBefore } = record;
  const input: HandoffInput = {
    copilotId: handoff.copilotId,
    sessionId: handoff.sessionId,
    handoffId: handoff.id,
    createdAtMs: Date.parse(handoff.createdAt),
    ...(notBefore === null ? {} : { notBeforeMs: notBefore.getTime() }),
    timers,
  };
  return {
    workflowId: handoffWorkflowId(handoff.copilotId, handoff.id),
    taskQueue: HANDOFF_TASK_QUEUE,
    args: [input],
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    // A killed worker stalls a session by this much; the default is 10 s (design §5.12).
    workflowTaskTimeout: '2s',
    typedSearchAttributes: new TypedSearchAttributes([
      { key: defineSearchAttributeKey('HandoffCopilot', 'KEYWORD'), value: handoff.copilotId },
      { key: defineSearchAttributeKey('HandoffSession', 'KEYWORD'), value: handoff.sessionId },
      { key: defineSearchAttributeKey('HandoffState', 'KEYWORD'), value: 'opening' },
    ]),
    staticSummary: `Handoff of session ${handoff.sessionId}`,
    staticDetails: [
      `- handoff \`${handoff.id}\``,
      `- session \`${handoff.sessionId}\``,
      `- copilot \`${handoff.copilotId}\``,
      `- created ${handoff.createdAt}`,
    ].join('\n'),
  };
}
