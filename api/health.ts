import type { RequestHandler } from 'express';
import type { ApiDeps } from './deps';

/** A database that hangs must not make the check hang. */
const PART_TIMEOUT_MS = 3000;

/** The process runs. */
export const live: RequestHandler = (_req, res) => {
  res.json({ status: 'live' });
};

/** Whether work can be taken: 200, or 503 with the part that is away. No addresses, no error texts: anybody may ask. */
export function ready({ store, handoffs }: Pick<ApiDeps, 'store' | 'handoffs'>): RequestHandler {
  return async (_req, res) => {
    const [database, temporal] = await Promise.all([isUp(store.ping()), isUp(handoffs.ping())]);
    const allUp = database && temporal;
    res.status(allUp ? 200 : 503).json({
      status: allUp ? 'ready' : 'unavailable',
      parts: { database: word(database), temporal: word(temporal) },
    });
  };
}

async function isUp(answer: Promise<void>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, PART_TIMEOUT_MS, false);
  });
  const up = answer.then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([up, late]);
  } finally {
    clearTimeout(timer);
  }
}

function word(isPartUp: boolean): 'up' | 'down' {
  return isPartUp ? 'up' : 'down';
}
