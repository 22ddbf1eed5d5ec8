import { setTimeout as sleep } from 'node:timers/promises';
import type { AgentMessage } from '../../../workflows/messages';
import * as messages from '../../../workflows/messages';
import { newState, type State } from '../../../workflows/state';
import type { Scene, Stage } from '../workflow-scene';
import type { EndBy, Ending, Step } from './ending';

/** Fifty at once on a machine that is busy with something else. */
const PATIENCE_MS = 45_000;
/** Of gRPC. */
const FAILED_PRECONDITION = 9;
const BY_ZENDESK: readonly EndBy[] = ['ticket_closed', 'agent_ended'];

/** What Zendesk and the store would know of one handoff. */
interface Facts {
  /** Numbers of the user's messages that the API accepted, and those accepted before any end was said. */
  accepted: number[];
  acceptedBefore: number;
  relayed: number[];
  relayedAfterEnd: number[];
  said: AgentMessage[];
  saidBefore: number;
  delivered: string[];
  finished: string[];
  /** Agents' messages that were in the session when the handoff ended. */
  deliveredByEnd: string[];
  /** Ends that may have been the first: those that were said together with it. */
  first: EndBy[];
}

/** Plays one order of events at the end of a handoff against the real workflow. @returns what is wrong with its outcome */
export async function playEnding(stage: Stage, ending: Ending): Promise<string[]> {
  const facts: Facts = {
    accepted: [],
    acceptedBefore: 0,
    relayed: [],
    relayedAfterEnd: [],
    said: [],
    saidBefore: 0,
    delivered: [],
    finished: [],
    deliveredByEnd: [],
    first: [],
  };
  let faults: string[] = [];
  const options = { from: passedToAgents, script: scriptOf(ending, facts), leave: true };
  await stage.withHandoff(options, async (scene) => {
    await scene.until(() => scene.names('acceptHandoff').length === 1, PATIENCE_MS);
    await scene.handle.signal(messages.agentWorkspaceTookControl);
    await playSteps(scene, ending, facts);
    const webhooks = ending.steps.filter((step) => step.do === 'webhook').length;
    await scene
      .until(() => facts.finished.length > 0 && new Set(facts.delivered).size >= webhooks, PATIENCE_MS)
      .catch((thrown: unknown) => (faults = [String(thrown)]));
    // A second outcome, or a second copy, would follow at once.
    await sleep(100);
    faults.push(...faultsOf(ending, facts));
    await scene.handle.terminate('the scene is over');
  });
  return faults.map((fault) => `${fault}: ${JSON.stringify(facts)}`);
}

/** The rest of the opening is no part of the end. */
const passedToAgents = (input: messages.HandoffInput): State => ({
  ...newState(input),
  step: 'accept',
  conversationId: 'c'.repeat(24),
  firstMessageId: 'f'.repeat(24),
  passTried: true,
  passedAtMs: Date.now(),
});

async function playSteps(
  scene: Scene,
  { steps, pausesMs, lateWebhooks }: Ending,
  facts: Facts,
): Promise<void> {
  let together: Promise<unknown>[] = [];
  const late: Promise<unknown>[] = [];
  let endSaid = false;
  for (const [index, step] of steps.entries()) {
    const pauseMs = pausesMs[index] ?? 0;
    if (pauseMs > 0) {
      await Promise.all(together);
      endSaid ||= facts.first.length > 0;
      together = [];
      await sleep(pauseMs);
    }
    if (step.do === 'webhook' && lateWebhooks) {
      const hasEnded = scene.until(() => facts.finished.length > 0, PATIENCE_MS);
      late.push(hasEnded.then(() => play(scene, step, facts)));
      continue;
    }
    if (step.do === 'end' && !endSaid) facts.first.push(step.by);
    together.push(play(scene, step, facts));
    if (facts.first.length > 0) continue;
    // What was accepted before an end is said has been signalled by then; what comes with it may be on either side.
    await Promise.all(together);
    facts.acceptedBefore = facts.accepted.length;
    facts.saidBefore = facts.said.length;
  }
  await Promise.all([...together, ...late]);
}

async function play(scene: Scene, step: Step, facts: Facts): Promise<void> {
  const { handle } = scene;
  switch (step.do) {
    case 'user': {
      // The store refuses after the end, as the API does.
      if (facts.finished.length > 0) return;
      const n = facts.accepted.push(facts.accepted.length + 1);
      return scene.userSays(n);
    }
    case 'agent': {
      const received = new Date(Date.UTC(2026, 10, 24, 8, 0, step.n)).toISOString();
      const agent = { id: '361', name: 'Sam', avatarUrl: null };
      const words = { text: `a${step.n}`, attachments: [], actions: [], automated: false };
      facts.said.push({ id: `a${step.n}`, received, agent, ...words });
      return;
    }
    case 'webhook': {
      const message = facts.said.find(({ id }) => id === `a${step.n}`);
      if (message === undefined) throw new Error('a webhook before its message');
      return handle.signal(messages.agentMessage, message);
    }
    case 'end':
      return end(scene, step.by);
  }
}

async function end({ handle }: Scene, by: EndBy): Promise<void> {
  if (BY_ZENDESK.includes(by))
    return handle.signal(messages.conversationEnded, { reason: by, detail: null, byZendesk: true });
  if (by !== 'operator_ended') return handle.signal(messages.endRequested, { reason: by });
  const untilMs = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      await handle.executeUpdate(messages.endHandoff, { args: [{}] });
      return;
    } catch (thrown) {
      const { cause } = thrown as { cause?: { type?: string; code?: number } };
      // Refused when something else has ended it.
      if (cause?.type === 'handoff_ended') return;
      // A workflow task that took too long, on a machine that is busy: not now.
      if (cause?.code !== FAILED_PRECONDITION || Date.now() > untilMs) throw thrown;
      await sleep(100);
    }
  }
}

function scriptOf({ relayMs, pullMs, deliverMs }: Ending, facts: Facts) {
  return {
    async relayToZendesk({ upTo }: { upTo: number }) {
      await sleep(relayMs);
      const n = facts.accepted.find((one) => one <= upTo && !facts.relayed.includes(one));
      if (n === undefined) return { n: null };
      (facts.finished.length > 0 ? facts.relayedAfterEnd : facts.relayed).push(n);
      return { n };
    },
    async pull() {
      const seen = facts.said.slice();
      await sleep(pullMs);
      return { messages: seen, cursor: null, agentsInControl: facts.finished.length === 0, more: false };
    },
    async deliverToSession({ message }: { message: AgentMessage }) {
      await sleep(deliverMs);
      facts.delivered.push(message.id);
      return { agentChanged: false };
    },
    finishHandoff({ reason }: { reason: string }) {
      if (facts.finished.length === 0) facts.deliveredByEnd = facts.delivered.slice();
      facts.finished.push(reason);
    },
  };
}

function faultsOf({ steps }: Ending, facts: Facts): string[] {
  const { accepted, acceptedBefore, relayed, said, saidBefore, delivered, deliveredByEnd, finished, first } =
    facts;
  const faults: string[] = [];
  const expect = (holds: boolean, fault: string) => {
    if (!holds) faults.push(fault);
  };
  expect(finished.length === 1, `${finished.length} ends`);
  expect(first.includes(finished[0] as EndBy), 'the reason is not that of the first end');
  expect(
    facts.relayedAfterEnd.length === 0,
    'a message of the user was posted after the end, when it was told as undelivered',
  );
  expect(
    relayed.every((n, place) => n === place + 1),
    'messages of the user are out of order or twice in Zendesk',
  );
  // Zendesk's own end leaves nobody to post to. Ours waits for what was accepted.
  const mayStopAtOnce = first.some((by) => BY_ZENDESK.includes(by));
  expect(mayStopAtOnce || relayed.length >= acceptedBefore, 'accepted before the end, and swallowed');
  expect(relayed.length <= accepted.length, 'made up');
  expect(
    said.slice(0, saidBefore).every(({ id }) => deliveredByEnd.includes(id)),
    'said by an agent before the end, and not in the session at the end',
  );
  const agents = steps.filter((step) => step.do === 'agent').length;
  expect(new Set(delivered).size === agents, 'a message of an agent was swallowed');
  expect(delivered.length === new Set(delivered).size, 'a message of an agent is twice in the session');
  return faults;
}
