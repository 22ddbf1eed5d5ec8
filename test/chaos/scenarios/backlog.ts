import { makePlan, type Shape } from '../plan/make-plan';
import type { NemesisOp } from '../plan/plan';
import type { Evidence } from '../oracle/evidence';
import type { Violation } from '../oracle/violation';
import { play } from '../play';
import type { Operation } from '../history';
import type { RunContext, RunResult, Scenario } from '../scenario';

const SHORT: Shape = {
  sessions: 10,
  wordsEachWay: 20,
  stormMs: 32_000,
  kills: 0,
  faults: 0,
  tenants: 2,
  apis: 2,
  workers: 2,
};
/** An hour at 60-fold pace, with 500 messages of users and 500 of agents. */
const LONG: Shape = { ...SHORT, wordsEachWay: 60, stormMs: 72_000 };
/** By then every session has a ticket, and words on both sides. */
const AWAY_FROM_MS = 12_000;
const DRAINED_WITHIN_MS = 60_000;

/** F4: every worker away for long: users and webhooks are acknowledged all the same, and everything arrives in order afterwards. */
export const backlog: Scenario = {
  name: 'backlog',
  about:
    'every worker away for 20 s (long: an hour at 60-fold pace) under traffic: all acknowledged, then drained',
  rows: ['F4'],
  async run(context) {
    const shape = context.long ? LONG : SHORT;
    const nemesis = ['worker1', 'worker2'].map((part, n): NemesisOp => {
      return { id: n + 1, atMs: AWAY_FROM_MS, forMs: shape.stormMs - AWAY_FROM_MS, do: 'kill', part };
    });
    const planned = makePlan(context.seed, shape);
    // None ends before everything is there: what an end gives back to the user would not have to drain.
    const sessions = planned.sessions.map((session) => ({ ...session, startAtMs: 0, end: null }));
    const plan = context.plan ?? { ...planned, sessions, nemesis };
    const away: Away = { sent: 0, webhooks: 0, drainedMs: NaN };
    const result = await play(context, {
      plan,
      tenants: shape.tenants,
      judge: (evidence) => checkAway(evidence, context, away),
    });
    const figures: RunResult['figures'] = {
      ...result.figures,
      'acknowledged to users while away': away.sent,
      'acknowledged to Zendesk while away': away.webhooks,
      'users’ messages in Zendesk after the return': `${(away.drainedMs / 1_000).toFixed(1)} s`,
    };
    return { ...result, figures };
  },
};

interface Away {
  sent: number;
  webhooks: number;
  drainedMs: number;
}

function checkAway({ sessions }: Evidence, { history }: RunContext, figures: Away): Violation[] {
  const at = (what: string) => history.notes.filter(({ note, part }) => note === what && isWorker(part));
  const fromMs = Math.max(...at('exited').map(({ atMs }) => atMs));
  const backMs = Math.min(...at('ready').flatMap(({ atMs }) => (atMs > fromMs ? [atMs] : [])));
  const arrivedMs = history.notes.find(({ note }) => note === 'arrived')?.atMs ?? Infinity;
  const isAway = ({ atMs, endMs }: Pick<Operation, 'atMs' | 'endMs'>) => atMs > fromMs && endMs < backMs;
  const sends = history.operations.filter((operation) => operation.f === 'send' && isAway(operation));
  const webhooks = sessions
    .flatMap(({ deliveries }) => deliveries)
    .map(({ at: began, durationMs, status }) => ({
      status,
      atMs: Date.parse(began) - history.begunMs,
      durationMs,
    }))
    .filter(({ atMs, durationMs }) => isAway({ atMs, endMs: atMs + durationMs }));
  figures.sent = sends.filter(({ outcome }) => outcome === 'ok').length;
  figures.webhooks = webhooks.filter(({ status }) => status === 200).length;
  figures.drainedMs = arrivedMs - backMs;

  const refused = [
    ...sends
      .filter(({ outcome }) => outcome === 'unknown')
      .map(({ id, status }) => `${id ?? ''}: ${status ?? 'none'}`),
    ...webhooks.filter(({ status }) => status !== 200).map(({ status }) => `a webhook: ${status ?? 'none'}`),
  ];
  const violations: Violation[] = refused.map((what) => ({
    invariant: 'I11',
    what: `with every worker away, the answer to ${what}`,
  }));
  if (figures.sent === 0 || figures.webhooks === 0)
    violations.push({
      invariant: 'I12',
      what: 'nothing was said while the workers were away: nothing is shown',
    });
  if (!(figures.drainedMs < DRAINED_WITHIN_MS))
    violations.push({ invariant: 'I12', what: `drained ${figures.drainedMs} ms after the return` });
  return violations;
}

const isWorker = (part: unknown) => typeof part === 'string' && part.startsWith('worker');
