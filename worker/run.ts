import { availableParallelism } from 'node:os';
import { Client, type Connection } from '@temporalio/client';
import { Worker, type NativeConnection, type WorkflowBundle } from '@temporalio/worker';
import type { Config } from '../config/env';
import { createFiles } from '../config/files';
import type { Logger } from '../config/logger';
import { createOutboundPolicy } from '../config/outbound';
import { createActivities } from '../activities';
import { createFirstAttempts } from '../activities/callbacks/first-attempt';
import { createCallbackSender } from '../activities/callbacks/send';
import { createActivityEdge } from '../activities/interceptor';
import { createZendeskClients } from '../activities/zendesk-clients';
import type { Store } from '../store/types';
import { HANDOFF_TASK_QUEUE } from '../workflows/messages';
import { bundleWorkflows } from './bundle';
import { startCallbackSweep } from './callback-sweep';
import { startMonitor } from './monitor';
import { deploymentOf } from './deployment';
import { startReconciler } from './reconciler';
import { registerSearchAttributes } from './search-attributes';
import { createStarter } from './starter';
import { createWorkflowSlots } from './workflow-slots';

/** Replays after a restart go on side by side on so many cores at most. */
const MOST_THREADS = 4;

export interface WorkerParts {
  config: Config;
  store: Store;
  /** For starts and search attributes. */
  connection: Connection;
  /** For polling; one for all workers of a process. */
  native: NativeConnection;
  namespace: string;
  logger: Logger;
  workflowBundle?: WorkflowBundle;
  taskQueue?: string;
  /** Between two looks of the monitor at the connections; default 20 s. */
  monitorEveryMs?: number;
  /** `TEMPORAL_WORKER_BUILD_ID`. */
  buildId?: string | undefined;
}

export interface RunningWorker {
  /** Rejects when the worker dies; resolves after `stop`. */
  finished: Promise<void>;
  /** Drains: no new tasks, what runs is let finish for 20 s. */
  stop(): Promise<void>;
}

/** A worker for both workflows and all activities, with the reconciler beside it. */
export async function startWorker(parts: WorkerParts): Promise<RunningWorker> {
  const { config, store, connection, native, namespace, logger } = parts;
  const added = await registerSearchAttributes(connection, namespace);
  if (added.length > 0) logger.info({ searchAttributes: added }, 'search attributes registered');

  const starter = createStarter(new Client({ connection, namespace }), store);
  const zendesk = createZendeskClients(store, config.zendeskApiUrl);
  const { temporalUiUrl } = config;
  const outbound = createOutboundPolicy(config.outboundAllow);
  const firstAttempts = createFirstAttempts({
    send: createCallbackSender({ store, outbound, logger }),
    handOver: (copilotId, sessionId) => starter.kickCallbacks(copilotId, sessionId),
    logger,
  });
  const activities = createActivities({
    store,
    zendesk,
    outbound,
    files: createFiles(config),
    kickCallbacks: (copilotId, sessionId) => firstAttempts.tell(copilotId, sessionId),
    logger,
    workflowUrl: (workflowId) =>
      temporalUiUrl === undefined
        ? undefined
        : `${temporalUiUrl}/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}`,
  });
  const threads = Math.min(availableParallelism(), MOST_THREADS);
  const worker = await Worker.create({
    connection: native,
    namespace,
    taskQueue: parts.taskQueue ?? HANDOFF_TASK_QUEUE,
    workflowBundle: parts.workflowBundle ?? (await bundleWorkflows(logger)),
    activities,
    interceptors: {
      activity: [() => ({ inbound: createActivityEdge({ log: store.connectionLog, logger }) })],
    },
    tuner: {
      workflowTaskSlotSupplier: createWorkflowSlots({ cached: 36, replayed: threads }),
      activityTaskSlotSupplier: { type: 'fixed-size', numSlots: 100 },
      // Neither is used.
      localActivityTaskSlotSupplier: { type: 'fixed-size', numSlots: 1 },
      nexusTaskSlotSupplier: { type: 'fixed-size', numSlots: 1 },
    },
    workflowThreadPoolSize: threads,
    // A cached session costs about 0.3 MB (temporal.md §1.6).
    maxCachedWorkflows: 1_000,
    ...deploymentOf(parts.buildId),
    stickyQueueScheduleToStartTimeout: '1s',
    // Every heartbeat of ours goes out: by default one in two seconds does, and the server waits for 2.5 only.
    maxHeartbeatThrottleInterval: '800ms',
    shutdownGraceTime: '20s',
    shutdownForceTime: '25s',
  });
  const finished = worker.run();
  const reconciler = startReconciler({ store, starter, logger });
  const sweep = startCallbackSweep({ store, starter, logger });
  const monitor = startMonitor({ store, zendesk, starter, logger }, parts.monitorEveryMs);
  return {
    finished,
    async stop() {
      await monitor.stop();
      await reconciler.stop();
      await sweep.stop();
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await finished;
      await firstAttempts.stop();
      zendesk.close();
    },
  };
}
