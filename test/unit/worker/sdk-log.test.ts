import { sdkFields } from '../../../worker/sdk-log';

test('why a workflow task failed is in the log, and in which run; nothing of its arguments', () => {
  const failure =
    'WorkflowTaskFailed { failure: Some(Failure { message: "[TMPRL1100] Nondeterminism error: \\"Timer\\" came", source: "", stack_trace: "my card is 4111" }) }';
  expect(sdkFields({ run_id: 'r-1', failure, input: ['my card is 4111'] })).toEqual({
    runId: 'r-1',
    reason: '[TMPRL1100] Nondeterminism error: \\"Timer\\" came',
  });
});

test('a line without a failure has no reason', () => {
  expect(sdkFields({ workflowId: 'handoff:a:b', attempt: 2 })).toEqual({
    workflowId: 'handoff:a:b',
    attempt: 2,
  });
  expect(sdkFields(undefined)).toEqual({});
});
