import type { Request, RequestHandler, Response } from 'express';
import { readEnvelope, type IncomingEvent } from '../../zendesk/webhook';
import { now, type ApiDeps } from '../deps';
import { parseJson, readBytes } from '../http/body';
import { HttpError, Unavailable } from '../http/errors';
import { faultOf } from '../http/fault';
import { takeBatch } from './batch';
import { whoCalls, type Sender } from './door';
import { createIgnoredCounter } from './ignored';

// Express's own 100 KB would be a 413, five futile retries, and a lost message (S9).
const BODY_LIMIT_BYTES = 1024 * 1024;
/** A webhook's first attempt comes at once, its second after 20 s. */
const LATE_MS = 15_000;

/**
 * `POST /webhooks/zendesk/{webhookKey}` (design §4.3). Zendesk never repeats after 400, 401, 403, 404, 406 and repeats five
 * times in 15 minutes after anything else, so: 2xx only for what is durable, 503 for whatever may pass.
 */
export function receiveWebhook(deps: ApiDeps): RequestHandler {
  const ignored = createIgnoredCounter(deps);
  return async (req, res) => {
    const sender = await whoCalls(deps, req, String(req.params['webhookKey'])).catch((thrown: unknown) => {
      // Whose it was cannot be told while the database is away.
      if (!(thrown instanceof HttpError)) deps.catchUp?.suspect();
      throw thrown;
    });
    res.locals['copilotId'] = sender.copilot.id;
    try {
      const accepted = await takeCall(sender, req, res);
      res.status(200).json({ accepted });
    } catch (error) {
      // Behind the door, so it is Zendesk's. Whatever is refused here (too long, too deep, one event that fails) takes the other
      // events of its batch along, most of them for good.
      deps.catchUp?.suspect(sender.copilot.id);
      throw error;
    }
  };

  /** @returns how many events were taken. @throws when the batch was refused, or has to be sent again */
  async function takeCall(sender: Sender, req: Request, res: Response): Promise<number> {
    const { copilot, connection } = sender;
    const envelope = readEnvelope(parseJson(await readBytes(req, res, BODY_LIMIT_BYTES)));
    if (envelope === undefined) {
      deps.logger.error({ copilotId: copilot.id }, 'webhook refused: not an envelope');
      throw new HttpError('invalid_envelope', 'This is not a webhook of Sunshine Conversations v2.');
    }
    if (envelope.appId !== connection.appId) {
      deps.logger.warn({ copilotId: copilot.id }, 'webhook ignored: of another app');
      ignored.add(copilot.id, 'other_app');
      return 0;
    }
    const { events } = envelope;
    const [failure] = await takeBatch(deps, sender, events, (why) => {
      ignored.add(copilot.id, why);
    });
    await noteArrival(sender);
    if (failure !== undefined) {
      throw failure instanceof Unavailable ? failure : new Unavailable('server', failure);
    }
    if (events.some((event) => isLate(event, now(deps)))) deps.catchUp?.suspect(copilot.id);
    return events.length;
  }

  async function noteArrival({ copilot, connection }: Sender): Promise<void> {
    try {
      if (await deps.store.connections.noteEvent(connection, now(deps))) await noteFirst(deps, copilot.id);
    } catch (error) {
      // Only the settings page tells it; the events are what counts.
      deps.logger.warn(
        { copilotId: copilot.id, fault: faultOf(error) },
        'the arrival of an event was not noted',
      );
    }
  }
}

/** Zendesk has tried before, and we were not there: what it gave up on meanwhile nobody tells. */
function isLate(event: IncomingEvent, at: Date): boolean {
  const createdAt = 'createdAt' in event ? event.createdAt : undefined;
  return createdAt !== undefined && at.getTime() - Date.parse(createdAt) > LATE_MS;
}

async function noteFirst({ store }: ApiDeps, copilotId: string): Promise<void> {
  const message = 'The first event has arrived: the webhook works.';
  await store.connectionLog.add({ copilotId, kind: 'first_event', level: 'info', message });
}
