import type { Evidence } from '../../chaos/oracle/evidence';
import { judge } from '../../chaos/oracle/judge';
import { excusedStrays } from '../../chaos/oracle/stray';

/** A run of one session in which the user said u1, u2, Sam said a1, a2, and the user ended it: nothing is wrong with it. */
function goodRun() {
  const said = (n: number, id: string, message: object) => ({
    n,
    at: new Date(n * 1_000).toISOString(),
    kind: 'message',
    conversationId: 'conv',
    appId: 'app',
    messageId: id,
    received: String(n),
    ...message,
  });
  const byUser = (n: number, id: string) =>
    said(n, `z-${id}`, { author: { type: 'user' }, metadata: { messageId: `user:${id}` } });
  const byAgent = (n: number, id: string) =>
    said(n, id, {
      author: { type: 'business', subtypes: ['agent'] },
      source: 'zd:agentWorkspace',
      content: { type: 'text', text: id },
    });
  const zendesk: Record<string, unknown>[] = [
    byUser(1, 'u1'),
    byAgent(2, 'a1'),
    byUser(3, 'u2'),
    byAgent(4, 'a2'),
  ];
  const shown = (seq: number, id: string) => ({
    seq,
    type: 'message',
    beforeSeq: null,
    message: { id, origin: 'agent' },
  });
  const told = (seq: number, messageId: string) => ({
    seq,
    type: 'message_status',
    status: { messageId, value: 'delivered', error: null as object | null },
  });
  const log: Record<string, unknown>[] = [
    told(1, 'u1'),
    shown(2, 'a1'),
    told(3, 'u2'),
    shown(4, 'a2'),
    { seq: 5, type: 'state', state: { to: 'ended' } },
  ];
  const created = (id: string) => ({
    type: 'message.created',
    data: { message: { id, origin: 'agent' } },
  });
  const session = {
    session: 's',
    copilotId: 'cop',
    appId: 'app',
    operations: ['u1', 'u2'].map((id) => ({
      f: 'send',
      session: 's',
      id,
      outcome: 'ok',
      status: 202,
      atMs: 0,
      endMs: 1,
    })),
    log,
    streamed: [...log],
    streamFaults: [] as string[],
    handoff: {
      id: 'ho',
      state: 'ended',
      endReason: 'user_ended' as string | null,
      endedAt: new Date(9_000).toISOString(),
    },
    callbacks: [created('a1'), created('a2'), { type: 'handoff.ended', data: {} }],
    zendesk,
    deliveries: [] as object[],
    runs: [
      { workflowId: 'w', isOpen: false, signalled: ['a1', 'a2'], handedOver: ['a1', 'a2'], taskFailures: [] },
    ],
  };
  return {
    session,
    run: {
      sessions: [session],
      zendesk,
      callbackDeliveries: [] as { id: string; body: string }[],
      refusedCallbacks: 0,
      runs: session.runs,
      logs: [{ name: 'api1', text: '' }],
      temporal: [] as string[],
      secrets: { 'the admin token': 'hunter2' },
    },
    byUser,
    byAgent,
    webhook: (id: string, conversationId: string) => ({
      at: new Date(5_000).toISOString(),
      durationMs: 5,
      status: 200,
      body: {
        events: [
          {
            type: 'conversation:message',
            payload: {
              conversation: { id: conversationId },
              message: { id, author: { subtypes: ['agent'] }, source: { type: 'zd:agentWorkspace' } },
            },
          },
        ],
      },
    }),
  };
}
type Good = ReturnType<typeof goodRun>;
const judged = (good: Good) => judge(good.run as unknown as Evidence);

it('a run with nothing wrong is green', () => {
  expect(judged(goodRun())).toEqual([]);
});

it.each<[string, string, (good: Good) => void]>([
  [
    'I1',
    'an accepted message without an outcome',
    ({ session }) => session.log.splice(2, 1, { seq: 3, type: 'other' }),
  ],
  ['I11', 'told as delivered, and not there', ({ session }) => session.zendesk.splice(2, 1)],
  ['I2', 'a message of the user twice', ({ session, byUser }) => session.zendesk.push(byUser(5, 'u2'))],
  [
    'I3',
    'the second before the first',
    ({ session, byUser }) => {
      session.zendesk.splice(0, 1, byUser(1, 'u2'));
      session.zendesk.splice(2, 1, byUser(3, 'u1'));
    },
  ],
  [
    'I4',
    'an agent’s word that nobody shows',
    ({ session, byAgent }) => session.zendesk.push(byAgent(5, 'a3')),
  ],
  [
    'I5',
    'an agent’s word twice',
    ({ session }) =>
      session.log.splice(4, 0, {
        seq: 5,
        type: 'message',
        beforeSeq: null,
        message: { id: 'a2', origin: 'agent' },
      }),
  ],
  [
    'I6',
    'agents’ words in the wrong order in the live view',
    ({ session }) => {
      const [first, second] = [session.streamed[1], session.streamed[3]];
      if (first && second) [session.streamed[1], session.streamed[3]] = [second, first];
    },
  ],
  [
    'I7',
    'a word that no agent said',
    ({ session }) =>
      session.log.push({
        seq: 6,
        type: 'message',
        beforeSeq: null,
        message: { id: 'x', origin: 'agent' },
      }),
  ],
  [
    'I8',
    'two conversations',
    ({ session }) => {
      for (const n of [7, 8])
        session.zendesk.push({ n, kind: 'conversation', action: 'create', conversationId: 'conv' });
    },
  ],
  ['I9', 'no end', ({ session }) => (session.handoff.state = 'active')],
  ['I9', 'a workflow that still runs', ({ session }) => session.runs.forEach((run) => (run.isOpen = true))],
  ['I10', 'a secret in a log', ({ run }) => run.logs.push({ name: 'worker1', text: 'token hunter2' })],
  ['I10', 'a callback that is not signed', ({ run }) => (run.refusedCallbacks = 1)],
  [
    'I11',
    'a webhook answered 200 of which Temporal knows nothing',
    ({ session, webhook }) => {
      session.runs.forEach((run) => run.signalled.pop());
      session.deliveries.push(webhook('a2', 'conv'));
    },
  ],
])('%s: %s is red', (invariant, _what, spoil) => {
  const good = goodRun();
  spoil(good);
  expect(judged(good).map((violation) => violation.invariant)).toContain(invariant);
});

it('an event of another conversation in the same webhook is not this session’s', () => {
  const good = goodRun();
  good.session.deliveries.push(good.webhook('not-ours', 'another'));
  expect(judged(good)).toEqual([]);
});

it.each([
  [5_000, true],
  [30_000, false],
])('I8: a stray ticket %d ms after agents let go: excused %s', (afterMs, excused) => {
  const good = goodRun();
  const at = (ms: number) => new Date(ms).toISOString();
  good.session.zendesk.push(
    { n: 10, at: at(0), kind: 'control', action: 'releaseControl', conversationId: 'conv' },
    { n: 11, at: at(afterMs), kind: 'ticket', action: 'create', stray: true, conversationId: 'conv' },
  );
  expect(judged(good).map(({ invariant }) => invariant)).toEqual(excused ? [] : ['I8']);
  expect(excusedStrays(good.run.zendesk as never)).toHaveLength(excused ? 1 : 0);
});
