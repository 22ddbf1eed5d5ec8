// A process of its own, as the product's worker is. Tells its parent of every activity that ran.
import { Context } from '@temporalio/activity';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { loadTemporalSettings } from '../../config/temporal';

export const FLOOR_QUEUE = 'floor';

async function main(): Promise<void> {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const { connectionOptions, namespace } = loadTemporalSettings();
  const worker = await Worker.create({
    connection: await NativeConnection.connect(connectionOptions),
    namespace,
    taskQueue: FLOOR_QUEUE,
    workflowBundle: await bundleWorkflowCode({
      workflowsPath: require.resolve('./workflow'),
      logger: new DefaultLogger('ERROR'),
    }),
    activities: {
      nothing: () => {
        process.send?.(Context.current().info.workflowExecution?.workflowId);
        return Promise.resolve();
      },
    },
    maxConcurrentActivityTaskExecutions: 100,
    // As the product's: with the SDK's ten seconds the server's work for them fell into the time of the next path.
    stickyQueueScheduleToStartTimeout: '1s',
  });
  process.send?.('ready');
  await worker.run();
}

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
}
