import type { Check, ConnectionView } from '../../contract/admin';
import type { CheckProgress } from '../../contract/admin-health';
import type { Copilot, WholeConnection } from '../../store/types';
import type { ApiDeps } from '../deps';
import { connectionChanged } from './changed-meanwhile';
import { tellRestored } from './restored';
import { saveVerified, verify, type Credentials } from './verify';
import { toConnectionView, webhookUrlOf } from './views';

interface Attempt {
  deps: ApiDeps;
  copilot: Copilot;
  actor: string;
  credentials: Credentials;
  before: WholeConnection | undefined;
}

type Tell = (progress: CheckProgress) => void;

/** Nothing was stored. */
export class VerificationFailed extends Error {
  override readonly name = 'VerificationFailed';
  readonly checks: Check[];

  constructor(checks: Check[]) {
    super('the connection could not be verified');
    this.checks = checks;
  }
}

/** Verify & Save. @throws VerificationFailed, HttpError `changed_meanwhile`; then nothing has changed. */
export async function connectAndSave(attempt: Attempt, tell?: Tell): Promise<ConnectionView> {
  const { deps, copilot, actor, credentials, before } = attempt;
  const verification = await verify(deps, copilot, credentials, tell);
  const { id: copilotId } = copilot;
  if (!verification.ok) {
    const message = failureOf(verification.checks);
    await deps.store.connectionLog.add({ copilotId, kind: 'verification_failed', level: 'warning', message });
    throw new VerificationFailed(verification.checks);
  }
  const connection = await saveVerified(deps, copilot, credentials, verification, before);
  const { subdomain, appId, keyId, webhookMode } = credentials;
  const detail = { subdomain, appId, keyId, webhookMode };
  await deps.store.audit.add({ actor, action: 'zendesk.connected', copilotId, detail });
  await deps.store.connectionLog.add({
    copilotId,
    kind: 'connected',
    level: 'info',
    message: `Connected with ${subdomain}.zendesk.com, App ID ${appId}, Key ID ${keyId}.`,
  });
  await tellRestored(deps, connection);
  return toConnectionView(connection, webhookUrlOf(deps.config.publicUrl, copilot));
}

/**
 * The checklist again; a failed one changes nothing but what is known of the connection.
 * @throws HttpError `changed_meanwhile`: it says nothing of the connection that there is now
 */
export async function runVerification(
  attempt: Attempt & { before: WholeConnection },
  tell?: Tell,
): Promise<ConnectionView> {
  const { deps, copilot, actor, credentials, before } = attempt;
  const { id: copilotId } = copilot;
  const verification = await verify(deps, copilot, credentials, tell);
  const detail = { ok: String(verification.ok) };
  await deps.store.audit.add({ actor, action: 'zendesk.verified', copilotId, detail });
  let connection: WholeConnection | undefined;
  if (verification.ok) {
    connection = await saveVerified(deps, copilot, credentials, verification, before);
    await tellRestored(deps, connection);
  } else {
    const { checks } = verification;
    const { generation } = before;
    const { connections } = deps.store;
    if (!(await connections.setChecks(copilotId, checks, failureOf(checks), generation)))
      throw connectionChanged();
    connection = await deps.store.connections.getWhole(copilotId);
  }
  await deps.store.connectionLog.add({
    copilotId,
    kind: verification.ok ? 'verified' : 'verification_failed',
    level: verification.ok ? 'info' : 'error',
    message: verification.ok ? 'Every check passed.' : failureOf(verification.checks),
  });
  return toConnectionView(connection ?? before, webhookUrlOf(deps.config.publicUrl, copilot));
}

/** The line that failed first; those behind it only follow. */
function failureOf(checks: readonly Check[]): string {
  const first = checks.find(({ ok, detail }) => !ok && !detail.startsWith('Not checked'));
  return first?.detail ?? 'A check failed.';
}
