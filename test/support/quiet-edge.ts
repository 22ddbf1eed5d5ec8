import { createActivityEdge } from '../../activities/interceptor';
import { createLogger } from '../../config/logger';

/** The edge of every activity as the worker has it, for scripted activities: there is no connection whose log to write. */
export function quietEdge(): ReturnType<typeof createActivityEdge> {
  return createActivityEdge({
    log: { add: () => Promise.resolve() },
    logger: createLogger('test', 'silent'),
  });
}
