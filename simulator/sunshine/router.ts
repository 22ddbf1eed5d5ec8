import { setTimeout as sleep } from 'node:timers/promises';
import express, { type Request, type Response, type Router } from 'express';
import { forbidden, notFound } from '../domain/api-error';
import type { Sim } from '../domain/sim';
import { answerFaultily } from '../faults/answers';
import type { Fault } from '../faults/rules';
import type { ApiRule } from '../faults/schema';
import { authenticate } from './auth';
import { asApiError, readBody } from './body';
import { emptyTrace, recordRequest, type Trace } from './trace';
import type { Answer, Call, Operation } from './operation';
import { operations } from './operations';
import { subjectOf } from './subject';

/** The API below `/v2/apps/{appId}`: every operation with authentication, limits, faults and the ledger around it. */
export function sunshineRouter(sim: Sim): Router {
  const router = express.Router({ mergeParams: true, strict: false });
  for (const operation of operations) {
    router[operation.method](operation.path === '' ? '/' : operation.path, (req, res) =>
      serve(sim, req, res, operation),
    );
  }
  router.use((req, res) => serve(sim, req, res, undefined));
  return router;
}

async function serve(sim: Sim, req: Request, res: Response, operation: Operation | undefined): Promise<void> {
  const trace = emptyTrace();
  let answer: Answer;
  let fault: Fault<ApiRule> | undefined;
  try {
    const call = await admit(sim, req, res, operation, trace);
    fault = sim.faults.api(subjectOf(call, operation?.op ?? ''));
    trace.fault = fault?.rule.do.type ?? null;
    if (fault !== undefined && isAnsweredBefore(fault.rule)) {
      await finishFaultily(sim, req, res, trace, fault, undefined);
      return;
    }
    if (fault?.rule.when === 'before' && fault.rule.do.type === 'delay') await sleep(fault.rule.do.ms ?? 0);
    answer = commit(operation, fault === undefined ? call : withStaleness(call, fault.rule));
    trace.committed = true;
  } catch (error) {
    const refused = asApiError(error);
    if (refused.status === 500) sim.logger.error({ err: error, op: operation?.op }, 'simulator failed');
    trace.limit = refused.limit ?? null;
    answer = { status: refused.status, body: { errors: refused.errors } };
  }
  if (fault?.rule.when === 'after' && fault.rule.do.type !== 'stale-read') {
    await finishFaultily(sim, req, res, trace, fault, answer);
    return;
  }
  res.status(answer.status).json(answer.body);
  recordRequest(sim, req, trace, answer.status, answer.body);
}

/** Everything before the operation itself: who calls, may they, is the body readable. */
async function admit(
  sim: Sim,
  req: Request,
  res: Response,
  operation: Operation | undefined,
  trace: Trace,
): Promise<Call> {
  trace.op = operation?.op ?? null;
  const appId = req.params['appId'] as string;
  const { app, key } = authenticate(sim.world, req.headers.authorization, appId);
  if (operation === undefined) throw notFound('not_found');
  if (!operation.scopes.includes(key.scope)) throw forbidden();
  trace.body = await readBody(req, res, operation.upload === true);
  return {
    sim,
    app,
    key,
    params: req.params as Record<string, string>,
    query: req.query as Record<string, string>,
    body: trace.body,
    contentType: req.headers['content-type'] ?? '',
    staleMs: 0,
  };
}

function commit(operation: Operation | undefined, call: Call): Answer {
  if (operation === undefined) throw notFound('not_found');
  return call.sim.world.journal.transaction(() => operation.run(call));
}

/** A rule that answers in place of the operation. A delay lets it run afterwards, a stale read runs it on the past. */
function isAnsweredBefore({ when, do: action }: ApiRule): boolean {
  return when === 'before' && action.type !== 'delay' && action.type !== 'stale-read';
}

function withStaleness(call: Call, rule: ApiRule): Call {
  return rule.do.type === 'stale-read' ? { ...call, staleMs: rule.do.ms ?? 1_000 } : call;
}

async function finishFaultily(
  sim: Sim,
  req: Request,
  res: Response,
  trace: Trace,
  fault: Fault<ApiRule>,
  answer: Answer | undefined,
): Promise<void> {
  const status = await answerFaultily(res, fault.rule.do, answer);
  recordRequest(sim, req, trace, status, fault.rule.do.type === 'delay' ? (answer?.body ?? null) : null);
}
