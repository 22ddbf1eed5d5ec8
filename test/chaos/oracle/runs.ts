import { Client, Connection } from '@temporalio/client';

/** What a workflow's history says, over all runs of one workflow id. */
export interface RunFacts {
  workflowId: string;
  type: string;
  runs: number;
  isOpen: boolean;
  sessionId: string | undefined;
  /** Zendesk ids of agents' messages, one for each signal that Temporal took. */
  signalled: string[];
  /** The same, one for each time that the workflow handed a message to the session. */
  handedOver: string[];
  /** Why workflow tasks failed; a task that was overtaken by a signal at its end is redone and not listed. */
  taskFailures: string[];
}

/** Reads every history of a namespace. Also returns every text and payload in it, for the search for secrets. */
export async function readRuns(where: {
  address: string;
  namespace: string;
}): Promise<{ runs: RunFacts[]; texts: string[] }> {
  const connection = await Connection.connect({ address: where.address });
  try {
    const client = new Client({ connection, namespace: where.namespace });
    const facts = new Map<string, RunFacts>();
    const texts: string[] = [];
    for await (const { workflowId, runId, type, status, raw } of client.workflow.list()) {
      const history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
      collectTexts(raw, texts);
      collectTexts(history, texts);
      const known = facts.get(workflowId) ?? blank(workflowId, type);
      facts.set(workflowId, known);
      known.runs += 1;
      known.isOpen ||= status.name === 'RUNNING';
      for (const event of history.events ?? []) note(known, event);
    }
    return { runs: [...facts.values()], texts };
  } finally {
    await connection.close();
  }
}

/** How many workflows still run. */
export async function openRuns(where: { address: string; namespace: string }): Promise<number> {
  const connection = await Connection.connect({ address: where.address });
  try {
    const client = new Client({ connection, namespace: where.namespace });
    return (await client.workflow.count('ExecutionStatus = "Running"')).count;
  } finally {
    await connection.close();
  }
}

type HistoryEvent = NonNullable<
  Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>['events']
>[number];

const blank = (workflowId: string, type: string): RunFacts => ({
  workflowId,
  type,
  runs: 0,
  isOpen: false,
  sessionId: undefined,
  signalled: [],
  handedOver: [],
  taskFailures: [],
});

function note(facts: RunFacts, event: HistoryEvent): void {
  const started = event.workflowExecutionStartedEventAttributes;
  if (started) {
    const input = first(started.input) as { sessionId?: string; input?: { sessionId?: string } } | undefined;
    facts.sessionId ??= input?.sessionId ?? input?.input?.sessionId;
  }
  const signal = event.workflowExecutionSignaledEventAttributes;
  if (signal?.signalName === 'agentMessage') facts.signalled.push((first(signal.input) as { id: string }).id);
  const scheduled = event.activityTaskScheduledEventAttributes;
  if (scheduled?.activityType?.name === 'deliverToSession')
    facts.handedOver.push((first(scheduled.input) as { message: { id: string } }).message.id);
  const failed = event.workflowTaskFailedEventAttributes;
  if (failed && Number(failed.cause) !== UNHANDLED_COMMAND)
    facts.taskFailures.push(`${failed.cause ?? ''}: ${failed.failure?.message ?? ''}`);
}

const UNHANDLED_COMMAND = 1;

function first(payloads: { payloads?: { data?: Uint8Array | null }[] | null } | null | undefined): unknown {
  const data = payloads?.payloads?.[0]?.data;
  return data ? JSON.parse(Buffer.from(data).toString('utf8')) : undefined;
}

/** Bytes are payloads, which JSON.stringify would show in base64. */
function collectTexts(value: unknown, texts: string[]): void {
  if (typeof value === 'string') texts.push(value);
  else if (ArrayBuffer.isView(value))
    texts.push(Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('utf8'));
  else if (typeof value === 'object' && value !== null)
    for (const part of Object.values(value)) collectTexts(part, texts);
}
