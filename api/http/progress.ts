import type { Request, Response } from 'express';
import type { VerificationEvent } from '../../contract/admin-health';
import { faultOf } from './fault';
import { toHttpError } from './error-handler';
import type { ApiDeps } from '../deps';

/** Whether the caller asked to see the work while it goes on. */
export function wantsProgress(req: Request): boolean {
  return req.accepts(['application/json', 'text/event-stream']) === 'text/event-stream';
}

/**
 * Answers with server-sent events: what `work` tells, then its result or its error as the last one. The work goes on when the
 * reader leaves: what is half made in Zendesk is worse than what is made and not looked at.
 */
export async function streamProgress(
  deps: Pick<ApiDeps, 'logger'>,
  res: Response,
  work: (tell: (event: VerificationEvent) => void) => Promise<VerificationEvent>,
): Promise<void> {
  const tell = (event: VerificationEvent): void => {
    if (!res.writableEnded && !res.destroyed) {
      res.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    }
  };
  res.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
  });
  res.flushHeaders();
  try {
    tell(await work(tell));
  } catch (thrown) {
    const error = toHttpError(thrown);
    if (error.status >= 500)
      deps.logger.error({ code: error.code, fault: faultOf(thrown) }, 'request failed');
    tell({ type: 'failed', error: error.body.error, checks: [] });
  }
  res.end();
}
