import type { StartHandoff } from '../../contract/handoff';
import type { Preferences } from '../../contract/preferences';
import type { HandoffRecord } from '../../store/types';
import { now, type ApiDeps } from '../deps';
import { HttpError } from '../http/errors';
import { outsideHours } from './hours';
import { kickCallbacks } from './kick-callbacks';
import { startRun } from './run';

interface Open {
  copilotId: string;
  request: StartHandoff;
  /** The admin's own test is not kept waiting by office hours. */
  anyTime?: boolean;
}

/**
 * Opens a handoff, or gives the session's open one, and has its run started: 201 or 200 mean that it will happen.
 * @throws HttpError `not_connected`, `outside_office_hours`; Unavailable when Temporal is away (the row stays and is started later).
 */
export async function openHandoff(
  deps: ApiDeps,
  input: Open,
): Promise<{ record: HandoffRecord; created: boolean }> {
  let opened = await findOrOpen(deps, input);
  // Also for one that was started before: its run may be missing (design §5.1). One whose run was ended from outside was open
  // in name only; the user still wants a human.
  if ((await startRun(deps, opened.record)) === 'ended') {
    opened = await findOrOpen(deps, input);
    await startRun(deps, opened.record);
  }
  const { record, created } = opened;
  if (opened.told) await kickCallbacks(deps, input.copilotId, input.request.sessionId);
  return { record: (await deps.store.handoffs.get(record.handoff.id)) ?? record, created };
}

async function findOrOpen(
  deps: ApiDeps,
  { copilotId, request, anyTime }: Open,
): Promise<{ record: HandoffRecord; created: boolean; told: boolean }> {
  const { handoffs } = deps.store;
  // Looked at before anything may refuse: the repeat of a request that got a 503 must find its handoff, whatever the hour.
  const latest = await handoffs.latest(copilotId, request.sessionId);
  if (latest !== undefined && latest.handoff.state !== 'ended')
    return { record: latest, created: false, told: false };
  const admitted = await admission(deps, copilotId, request, anyTime);
  const opened = await handoffs.open({ copilotId, request, ...admitted });
  return { ...opened, told: opened.created && admitted.notice !== undefined };
}

/** What the connection and the office hours say to a new handoff. */
async function admission(
  deps: ApiDeps,
  copilotId: string,
  request: StartHandoff,
  anyTime: boolean | undefined,
): Promise<{ notBefore?: Date; notice?: string }> {
  const connection = await deps.store.connections.get(copilotId);
  if (connection === undefined || connection.status === 'disconnected') {
    throw new HttpError('not_connected', 'This copilot is not connected with Zendesk.');
  }
  if (anyTime === true) return {};
  return heldUntil(await deps.store.connections.preferences(copilotId), request, now(deps));
}

/** @throws HttpError `outside_office_hours`, with the sentence for the user: a copilot that is declined says it itself. */
function heldUntil(
  preferences: Preferences,
  request: StartHandoff,
  at: Date,
): { notBefore?: Date; notice?: string } {
  const outside = outsideHours(preferences, request.language, at);
  if (outside === undefined) return {};
  const { outcome, opening, text } = outside;
  if (outcome === 'decline') {
    throw new HttpError('outside_office_hours', 'Nobody is there now.', {
      details: { nextOpeningAt: opening?.toISOString() ?? null, text },
    });
  }
  return {
    ...(outcome === 'hold' && opening !== null ? { notBefore: opening } : {}),
    ...(text === null ? {} : { notice: text }),
  };
}
