import type { Invariant } from '../oracle/violation';
import type { Patch } from './patch';

export interface Mutation {
  /** The guard that is taken out; also the name of the exercise that needs it. */
  guard: string;
  patches: readonly Patch[];
  /** One of these must turn red. */
  breaks: readonly Invariant[];
}

/** G15: each guard of the promise, taken out. A harness that stays green without one of them proves nothing. */
export const MUTATIONS: readonly Mutation[] = [
  {
    // By itself it is missed by nobody: the store looks for the id, too. Two layers, so both are taken out.
    guard: 'seen-set',
    patches: [
      { file: 'workflows/inbox.ts', find: '  if (state.seen.includes(message.id)) return;\n', replace: '' },
      {
        file: 'store/handoffs/deliver.ts',
        find: '    if (stored !== undefined) {\n',
        replace: "    if (stored !== undefined && handoffId === '') {\n",
      },
    ],
    breaks: ['I4', 'I5', 'I9'],
  },
  {
    guard: 'request-id',
    patches: [
      {
        file: 'api/temporal/client-gateway.ts',
        find: '            requestId,\n',
        replace: '            requestId: globalThis.crypto.randomUUID(),\n',
      },
    ],
    breaks: ['I5'],
  },
  {
    guard: 'acknowledge-after-durable',
    patches: [
      {
        file: 'api/webhook/receive.ts',
        find: '    if (failure !== undefined) {\n',
        replace: '    if (failure !== undefined && events.length < 0) {\n',
      },
    ],
    breaks: ['I11'],
  },
  {
    guard: 'no-redirect',
    patches: [{ file: 'zendesk/client/connection.ts', find: '.redirects(0)', replace: '.redirects(5)' }],
    breaks: ['I10'],
  },
  {
    guard: 'look-before-resend',
    patches: [
      {
        file: 'activities/relay/send-once.ts',
        find: '  if (earlier !== undefined) {',
        replace: '  if (earlier !== undefined && part < 0) {',
      },
    ],
    breaks: ['I2'],
  },
  {
    // Two layers again: the workflow sorts what waits, the store says where a late one belongs.
    guard: 'ordering',
    patches: [
      {
        file: 'workflows/inbox.ts',
        find: '  const place = state.toSession.findIndex((queued) => compare(message, queued) < 0);',
        replace: '  const place = -1;',
      },
      {
        file: 'store/handoffs/deliver.ts',
        find: '    const beforeSeq = await seqOfNextReceived(handoff, incoming);',
        replace: '    const beforeSeq = null;',
      },
    ],
    breaks: ['I6'],
  },
  {
    guard: 'drain-before-end',
    patches: [
      {
        file: 'workflows/ending.ts',
        find: 'Math.max(1, state.lanesByMs - Date.now())',
        replace: '1',
      },
    ],
    breaks: ['I1'],
  },
];
