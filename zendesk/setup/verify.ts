import type { ZendeskClient } from '../client/types';
import { checkApp } from './app';
import { CheckFailed, Checklist } from './checklist';
import { checkWebhook, ensureIntegration } from './integration';
import { ensureSeat, findAgentWorkspace } from './seat';
import type { SetUpOptions, SetUpResult, Verification } from './types';

const DEADLINE_MS = 14_000;

/**
 * Verify & Save (design §7): checks the connection and makes what is missing. Running it again makes nothing new. Never
 * rejects: what is wrong is in `checks`, in words that say what to do.
 */
export async function verifyAndSetUp(client: ZendeskClient, options: SetUpOptions): Promise<Verification> {
  const list = new Checklist(options.onProgress);
  const running = run(client, options, list);
  try {
    const result = await inTime(running, options.deadlineMs ?? DEADLINE_MS);
    if (result !== undefined) return { checks: list.finish(), ok: true, result };
    list.expire();
    // Its next step finds out by itself; nobody waits for how the present one ends.
    running.catch(() => undefined);
  } catch (thrown) {
    if (!(thrown instanceof CheckFailed)) throw thrown;
    list.fail(thrown.check, thrown.message);
  }
  return { checks: list.finish(), ok: false };
}

async function inTime<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => {
      resolve(undefined);
    }, ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function run(client: ZendeskClient, options: SetUpOptions, list: Checklist): Promise<SetUpResult> {
  const { multiConversations } = await checkApp(client, options.keyId, list);
  const found = await ensureIntegration(client, options, list);
  const webhook = await checkWebhook(client, found, options, list);
  const seats = await findAgentWorkspace(client, list);
  const seat = await ensureSeat(client, seats, found.integration.id, list);
  return {
    integrationId: found.integration.id,
    webhookId: webhook.id,
    ...(webhook.secret === undefined ? {} : { webhookSecret: webhook.secret }),
    agentWorkspaceId: seats.agentWorkspace.id,
    seatId: seat.id,
    multiConversations,
    madeByUs: found.madeByUs,
  };
}
