import { isRunMissing } from '../../../api/temporal/errors';

/** What the client rejects with. */
const grpcError = (code: number, details: string) =>
  Object.assign(new Error(`${code}: ${details}`), { code, details, metadata: {} });

describe('F7: which errors of Temporal mean that there is no run', () => {
  it.each([
    [5, 'workflow not found for ID: handoff:cop_x:ho_x', true],
    [5, 'workflow execution already completed', true],
    [5, 'Workflow executionsRow not found.  WorkflowId: x, RunId: y', true],
    [5, 'workflow execution not found', true],
    // What a locked database makes of a signal: taken for an ended handoff, it would lose a message.
    [5, 'Namespace default is not found.', false],
    [5, 'Not found', false],
    [14, 'workflow not found for ID: x', false],
    [3, 'exceeded workflow execution limit for signal events', false],
  ])('%i %s: %s', (code, details, isMissing) => {
    expect(isRunMissing(grpcError(code, details))).toBe(isMissing);
  });

  it('what is no error of gRPC is not', () => {
    expect(isRunMissing(new Error('workflow not found'))).toBe(false);
    expect(isRunMissing(undefined)).toBe(false);
  });
});
