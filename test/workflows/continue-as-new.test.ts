import { hasChangedRun, runsOf } from '../support/runs-of';
import { createStage, gate, zendeskFault, type Scene, type Stage } from '../support/workflow-scene';
import * as messages from '../../workflows/messages';
import { newState, SEEN_LIMIT, type State } from '../../workflows/state';

// On the dev server: continue-as-new is not atomic on the time-skipping one. So every wait here is real.
jest.setTimeout(480_000);

let stage: Stage;
beforeAll(async () => {
  stage = await createStage({ server: 'real' });
});
afterAll(async () => {
  await stage.close();
});

const accepted = (scene: Scene) => scene.until(() => scene.names('acceptHandoff').length === 1);
const inputs = (scene: Scene, wanted: string) =>
  scene.calls.filter(({ name }) => name === wanted).map(({ input }) => input);
const T0 = Date.parse('2026-11-24T08:00:00.000Z');
const at = (n: number) => new Date(T0 + n).toISOString();
const id = (n: number) => `a${String(n).padStart(5, '0')}`;
const delivered = (scene: Scene) =>
  inputs(scene, 'deliverToSession').map(({ message }) => (message as messages.AgentMessage).id);

/** A handoff that changes its run after so many signals. */
const rotatingAfter =
  (signalsPerRun: number) =>
  (input: messages.HandoffInput): State => ({ ...newState(input), signalsPerRun });

/** The state that the present run was started with. */
async function carried(scene: Scene): Promise<State> {
  const { events } = await scene.handle.fetchHistory();
  const input = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data;
  return JSON.parse(Buffer.from(input ?? []).toString()) as State;
}

it('R9: 2,000 messages of agents, each signalled twice, while the run changes every 100 signals: each once, in order', async () => {
  await stage.withHandoff({ from: rotatingAfter(100) }, async (scene) => {
    await accepted(scene);
    const wanted = Array.from({ length: 2_000 }, (_, n) => id(n));
    for (let n = 0; n < wanted.length; n++) {
      // A long queue is handed over before the run changes: it must stay short for the run to change often.
      await scene.until(() => n - delivered(scene).length < 40, 60_000);
      // The echo of an event comes at once, or after the next ones.
      await scene.agentSays(id(n), at(n));
      if (n % 2 === 0) await scene.agentSays(id(n), at(n));
      else if (n > 10) await scene.agentSays(id(n - 10), at(n - 10));
    }
    for (let n = wanted.length - 9; n < wanted.length; n += 2) await scene.agentSays(id(n), at(n));
    await scene.until(() => delivered(scene).length >= wanted.length, 240_000);
    await scene.userSays(1);
    await scene.until(() => scene.names('relayToZendesk').length === 1);
    expect(delivered(scene)).toEqual(wanted);
    expect((await runsOf(stage, scene)).length).toBeGreaterThan(10);
  });
});

it('F40: a conversation that is not found just when the run changes is asked for again by the next run', async () => {
  let asked = 0;
  const relayToZendesk = (input: { upTo: number }) => {
    asked += 1;
    if (asked === 1) throw zendeskFault('gone', { final: true });
    return { n: input.upTo };
  };
  await stage.withHandoff({ from: rotatingAfter(3), script: { relayToZendesk } }, async (scene) => {
    await accepted(scene);
    await scene.userSays(1);
    await scene.until(() => asked === 1);
    for (let n = 0; n < 3; n++) await scene.agentSays(id(n), at(n));
    await scene.until(() => asked === 2, 30_000);
    expect(scene.names('finishHandoff')).toEqual([]);
    expect((await runsOf(stage, scene)).length).toBe(2);
  });
});

it('R15: an end that arrives while the run changes is carried, and queued messages go out before it', async () => {
  const slow = gate();
  const deliverToSession = () => slow.isShut.then(() => ({ agentChanged: false }));
  let sent = 0;
  const relayToZendesk = () => ({ n: ++sent });
  const options = { from: rotatingAfter(5), script: { deliverToSession, relayToZendesk } };
  await stage.withHandoff(options, async (scene) => {
    await accepted(scene);
    const { runId } = await scene.handle.describe();
    // The session's lane holds the old run; the others have left it when the fifth signal comes.
    await scene.agentSays(id(0), at(0));
    await scene.until(() => scene.names('deliverToSession').length === 1);
    for (let n = 1; n < 5; n++) await scene.agentSays(id(n), at(n));
    await scene.userSays(3);
    await scene.handle.signal(messages.endRequested, { reason: 'user_ended' });
    expect((await scene.handle.describe()).runId).toBe(runId);
    const heardByMs = Date.now();
    slow.open();
    await hasChangedRun(scene, runId);
    // What is under way with Zendesk has its 20 s from the end on, not from the change.
    const { lanesByMs } = await carried(scene);
    expect(lanesByMs).toBeGreaterThan(heardByMs + 15_000);
    expect(lanesByMs).toBeLessThanOrEqual(Date.now() + 20_000);
    await scene.until(() => scene.names('finishHandoff').length === 1);
    expect(inputs(scene, 'finishHandoff')).toMatchObject([{ reason: 'user_ended' }]);
    expect(scene.names('relayToZendesk')).toHaveLength(3);
    expect(delivered(scene)).toEqual([0, 1, 2, 3, 4].map(id));
  });
});

it('R9, R49: seen messages, numbers, cursor, timers, attributes and time-outs live on in the next run', async () => {
  const pull = () => ({ messages: [], cursor: 'last-read', agentsInControl: true, more: false });
  let sent = 0;
  const relayToZendesk = () => ({ n: ++sent });
  const options = {
    from: rotatingAfter(4),
    timers: { userIdleSeconds: 8 },
    script: { pull, relayToZendesk },
  };
  await stage.withHandoff(options, async (scene) => {
    await accepted(scene);
    const first = await scene.handle.describe();
    await scene.userSays(1);
    await scene.agentSays('a1', at(1));
    const saidMs = Date.now();
    await scene.until(() => sent === 1 && scene.names('deliverToSession').length === 1);
    await scene.handle.signal(messages.agentWorkspaceTookControl);
    await scene.handle.signal(messages.retryRequested);
    await hasChangedRun(scene, first.runId);
    // Repeats of what the first run took, then something new.
    await scene.agentSays('a1', at(1));
    await scene.userSays(1);
    await scene.handle.signal(messages.agentMessage, {
      ...{ id: 'auto', received: at(2), text: 'noted', attachments: [], actions: [] },
      ...{ automated: true, agent: null },
    });
    await scene.until(() => scene.names('deliverToSession').length === 2);
    expect(delivered(scene)).toEqual(['a1', 'auto']);
    expect(sent).toBe(1);
    await scene.until(() => inputs(scene, 'pull').at(-1)?.['after'] === 'last-read');
    const next = await scene.handle.describe();
    expect(next.typedSearchAttributes.get(messages.searchAttribute.session)).toBe(scene.input.sessionId);
    expect(next.typedSearchAttributes.get(messages.searchAttribute.copilot)).toBe('cop_test');
    expect(next.typedSearchAttributes.get(messages.searchAttribute.state)).toBe('active');
    const { events } = await scene.handle.fetchHistory();
    const started = events?.[0]?.workflowExecutionStartedEventAttributes;
    expect(started?.workflowTaskTimeout?.seconds?.toNumber()).toBe(2);
    // Counted from the agent's word, which the first run heard.
    await scene.until(() => scene.names('finishHandoff').length === 1, 30_000);
    expect(inputs(scene, 'finishHandoff')).toMatchObject([{ reason: 'inactivity_timeout' }]);
    expect(Date.now() - saidMs).toBeGreaterThanOrEqual(7_500);
    expect(Date.now() - saidMs).toBeLessThan(15_000);
    expect(scene.names('nudgeUser')).toHaveLength(1);
  });
});

it('a handoff that is held for trouble is still held, and tried again, in the next run', async () => {
  let valid = false;
  const takeControl = () => {
    if (!valid) throw zendeskFault('credentials', { final: true });
  };
  await stage.withHandoff({ from: rotatingAfter(3), script: { takeControl } }, async (scene) => {
    await scene.until(() => scene.names('setAttention').length === 1);
    const { runId } = await scene.handle.describe();
    for (let n = 1; n <= 3; n++) await scene.userSays(n);
    await hasChangedRun(scene, runId);
    await scene.until(() => scene.names('takeControl').length === 2);
    expect(scene.names('setAttention')).toHaveLength(1);
    valid = true;
    await scene.handle.signal(messages.connectionRestored);
    await accepted(scene);
    await scene.until(() => scene.names('relayToZendesk').length === 1);
    expect(inputs(scene, 'setAttention').map(({ code }) => code)).toEqual(['credentials', null]);
    expect(scene.names('ensureUser', 'ensureConversation')).toEqual(['ensureUser', 'ensureConversation']);
  });
});

it('agents are heard while the change of runs waits for a call that hangs', async () => {
  const answer = gate();
  const relayToZendesk = ({ upTo }: { upTo: number }) => answer.isShut.then(() => ({ n: upTo }));
  await stage.withHandoff({ from: rotatingAfter(3), script: { relayToZendesk } }, async (scene) => {
    await accepted(scene);
    const { runId } = await scene.handle.describe();
    await scene.userSays(1);
    await scene.until(() => scene.names('relayToZendesk').length === 1);
    for (let n = 0; n < 5; n++) await scene.agentSays(id(n), at(n));
    await scene.until(() => delivered(scene).length === 5);
    expect((await scene.handle.describe()).runId).toBe(runId);
    // Half a second for the next run to take over, once and not before each message.
    const { events } = await scene.handle.fetchHistory();
    const timers = (events ?? []).map(
      (event) => event.timerStartedEventAttributes?.startToFireTimeout?.nanos,
    );
    expect(timers.filter((nanos) => nanos === 500_000_000)).toHaveLength(1);
    answer.open();
    await hasChangedRun(scene, runId);
    await scene.userSays(2);
    await scene.until(() => scene.names('relayToZendesk').length === 2);
    expect(delivered(scene)).toEqual([0, 1, 2, 3, 4].map(id));
  });
});

it('a message that an operator sends again is not forgotten when the run changes before it could go out', async () => {
  const open = { step: 'open', passTried: true, conversationId: 'c'.repeat(24) } as const;
  const from = (input: messages.HandoffInput): State => ({
    ...{ ...newState(input), ...open, userHighest: 3, userDone: 3 },
    signalsPerRun: 1,
  });
  let valid = false;
  const relayToZendesk = () => {
    if (!valid) throw zendeskFault('credentials', { final: true });
    return { n: 2 };
  };
  await stage.withHandoff({ from, script: { relayToZendesk } }, async (scene) => {
    const { runId } = await scene.handle.describe();
    await scene.handle.executeUpdate(messages.resendMessage, { args: [{ messageId: 'm2' }] });
    await scene.until(() => scene.names('relayToZendesk').length === 1);
    valid = true;
    await scene.agentSays(id(1), at(1));
    await hasChangedRun(scene, runId);
    await scene.until(() => scene.names('relayToZendesk').length >= 2);
    expect(scene.names('reviveMessage')).toHaveLength(1);
  });
});

it('thousands of messages that waited for a worker are handed over before the run changes, not carried', async () => {
  const from = (input: messages.HandoffInput): State => ({
    ...newState(input),
    ...{ signalsPerRun: 1, step: 'open', passTried: true, conversationId: 'c'.repeat(24) },
    toSession: Array.from({ length: 300 }, (_, n) => ({
      ...{ id: id(n), received: at(n), text: 'x', attachments: [], actions: [], automated: false },
      agent: { id: '361', name: 'Sam', avatarUrl: null },
    })),
  });
  await stage.withHandoff({ from }, async (scene) => {
    const { runId } = await scene.handle.describe();
    await scene.userSays(1);
    await hasChangedRun(scene, runId, 60_000);
    await scene.until(() => delivered(scene).length === 300, 60_000);
    expect(delivered(scene)).toEqual(Array.from({ length: 300 }, (_, n) => id(n)));
    expect((await carried(scene)).toSession.length).toBeLessThanOrEqual(50);
  });
});

it('R9, F35: a session on its way from 11,000 messages to 12,000 changes its run by itself, at the limit of the server; each once, in order', async () => {
  const [BEFORE, ALL, PAGE] = [11_000, 12_000, 200];
  const found = (n: number): messages.AgentMessage => ({
    ...{ id: id(n), received: at(n), text: 'x', attachments: [], actions: [], automated: false },
    agent: { id: '361', name: 'Sam', avatarUrl: null },
  });
  // As fast as they are shown: a page is read when the one before is nearly through.
  let shown = BEFORE;
  const pull = async ({ after }: { after: string | null }) => {
    const from = Number(after?.slice(1)) + 1;
    while (shown < from - 40) await new Promise((resolve) => setTimeout(resolve, 20));
    const page = Array.from({ length: Math.min(PAGE, ALL - from) }, (_, n) => found(from + n));
    return { messages: page, cursor: page.at(-1)?.id ?? after, agentsInControl: true, more: page.length > 0 };
  };
  const deliverToSession = () => {
    shown += 1;
    return { agentChanged: false };
  };
  const from = (input: messages.HandoffInput): State => ({
    ...{ ...newState(input), step: 'open', passTried: true, conversationId: 'c'.repeat(24), pullDue: true },
    ...{ cursor: id(BEFORE - 1), userHighest: 6_000, userDone: 6_000 },
    seen: Array.from({ length: SEEN_LIMIT }, (_, n) => id(BEFORE - SEEN_LIMIT + n)),
  });
  await stage.withHandoff({ from, script: { deliverToSession, pull } }, async (scene) => {
    const { runId } = await scene.handle.describe();
    await scene.until(() => shown >= ALL, 200_000);
    expect(delivered(scene)).toEqual(Array.from({ length: ALL - BEFORE }, (_, n) => id(BEFORE + n)));
    await hasChangedRun(scene, runId);
    expect((await carried(scene)).seen).toHaveLength(SEEN_LIMIT);
    // What the first run showed is still known to the one after it.
    await scene.agentSays(id(ALL - 900), at(ALL - 900));
    await scene.userSays(6_001);
    await scene.until(() => scene.names('relayToZendesk').length === 1);
    expect(delivered(scene)).toHaveLength(ALL - BEFORE);
  });
});
