import { randomBytes } from 'node:crypto';
import type { Sim } from '../domain/sim';
import type { DeliveryRecord, WebhookRecord } from '../state/records';
import { Poster, type PostResult } from './post';
import { judge, type Verdict } from './retry-policy';

/** Events that travel in one call. */
export interface Parcel {
  deliveries: readonly DeliveryRecord[];
  /** What a fault does to this call. */
  twist?: { wrongKey?: boolean; body?: string };
  /** A repeat that nobody counts: never retried, its outcome changes nothing. */
  copy?: boolean;
}

/** Makes attempts, writes the ledger, decides what follows. */
export class Attempts {
  readonly #sim: Sim;
  readonly #poster = new Poster();
  readonly #retry: (parcel: Parcel, inMs: number) => void;
  readonly #life = new AbortController();

  constructor(sim: Sim, retry: (parcel: Parcel, inMs: number) => void) {
    this.#sim = sim;
    this.#retry = retry;
  }

  async run(parcel: Parcel): Promise<void> {
    const pending = this.#stillWaiting(parcel);
    const [first] = pending;
    if (first === undefined || this.#isClosed()) return;
    const webhook = this.#sim.world.webhooks.get(first.webhookId);
    const app = this.#sim.world.apps.get(first.appId);
    if (webhook === undefined || app === undefined) {
      for (const delivery of pending) this.drop(delivery, 'webhook_deleted');
      return;
    }
    const body = envelope(webhook, pending);
    const secret = parcel.twist?.wrongKey === true ? randomBytes(32).toString('base64url') : webhook.secret;
    const sent = parcel.twist?.body ?? JSON.stringify(body);
    const result = await this.#poster.post(webhook.target, secret, sent, app.webhookTimeoutMs);
    if (this.#isClosed()) return;
    const attempt = first.attempts + 1;
    const verdict: Verdict =
      parcel.copy === true && (result.status ?? 500) >= 300
        ? { outcome: 'dropped', reason: 'copy' }
        : judge(result.status, attempt, app.timeFactor);
    this.#record(webhook, pending, parcel, result, verdict, parcel.twist?.body ?? body);
    if (parcel.copy !== true) this.#settle(pending, verdict, attempt);
  }

  /** The event never arrives, or never again. */
  drop(delivery: DeliveryRecord, reason: string): void {
    const { world } = this.#sim;
    const { id, appId, webhookId, conversationId, event, attempts } = delivery;
    world.journal.transaction(() => {
      world.deliveries.delete(id);
      world.dropped.put({
        id,
        n: world.nextN(),
        at: new Date().toISOString(),
        appId,
        webhookId,
        ...(conversationId !== undefined && { conversationId }),
        reason,
        attempts,
        event,
      });
    });
    this.#tellFate(delivery, false);
    if (reason !== 'lost' && reason !== 'webhook_deleted') return;
    const webhook = world.webhooks.get(webhookId);
    const never: PostResult = { status: null, error: null, durationMs: 0 };
    this.#record(webhook, [delivery], {}, never, { outcome: 'dropped', reason }, null);
  }

  async close(): Promise<void> {
    this.#life.abort();
    await this.#poster.close();
  }

  #isClosed(): boolean {
    return this.#life.signal.aborted;
  }

  #tellFate({ event, conversationId }: DeliveryRecord, delivered: boolean): void {
    const { id } = (event.payload['message'] ?? {}) as { id?: unknown };
    if (event.type !== 'conversation:message' || typeof id !== 'string') return;
    this.#sim.fates.settle(id, delivered);
    for (const ticket of this.#sim.world.ticketsByConversation.all(conversationId ?? '')) {
      this.#sim.tickets.changed(ticket.id);
    }
  }

  #stillWaiting(parcel: Parcel): DeliveryRecord[] {
    if (parcel.copy === true) return [...parcel.deliveries];
    return parcel.deliveries.flatMap((delivery) => this.#sim.world.deliveries.get(delivery.id) ?? []);
  }

  #settle(pending: readonly DeliveryRecord[], verdict: Verdict, attempts: number): void {
    const { world } = this.#sim;
    if (verdict.outcome === 'dropped') {
      for (const delivery of pending) this.drop({ ...delivery, attempts }, verdict.reason);
      return;
    }
    if (verdict.outcome === 'delivered') {
      world.journal.transaction(() => {
        for (const delivery of pending) world.deliveries.delete(delivery.id);
      });
      for (const delivery of pending) this.#tellFate(delivery, true);
      return;
    }
    const nextAttemptAt = new Date(Date.now() + verdict.gapMs).toISOString();
    const again = world.journal.transaction(() =>
      pending.map((delivery) => world.deliveries.put({ ...delivery, attempts, nextAttemptAt })),
    );
    this.#retry({ deliveries: again }, verdict.gapMs);
  }

  #record(
    webhook: WebhookRecord | undefined,
    pending: readonly DeliveryRecord[],
    parcel: Pick<Parcel, 'copy'>,
    result: PostResult,
    verdict: Verdict,
    body: unknown,
  ): void {
    const retrying = verdict.outcome === 'retry';
    const conversations = pending.flatMap((delivery) => delivery.conversationId ?? []);
    this.#sim.ledgers.deliveries.add({
      at: new Date(Date.now() - result.durationMs).toISOString(),
      appId: pending[0]?.appId ?? '',
      webhookId: pending[0]?.webhookId ?? '',
      conversationIds: [...new Set(conversations)],
      target: webhook?.target ?? '',
      attempt: body === null ? 0 : (pending[0]?.attempts ?? 0) + 1,
      eventIds: pending.map((delivery) => delivery.event.id),
      types: pending.map((delivery) => delivery.event.type),
      body: body ?? { events: pending.map((delivery) => delivery.event) },
      status: result.status,
      error: result.error,
      outcome: retrying ? 'retrying' : verdict.outcome,
      reason: verdict.outcome === 'dropped' ? verdict.reason : parcel.copy === true ? 'copy' : null,
      nextAttemptAt: retrying ? new Date(Date.now() + verdict.gapMs).toISOString() : null,
      durationMs: result.durationMs,
    });
  }
}

function envelope(webhook: WebhookRecord, deliveries: readonly DeliveryRecord[]): Record<string, unknown> {
  return {
    app: { id: webhook.appId },
    webhook: { id: webhook.id, version: 'v2' },
    events: deliveries.map((delivery) => delivery.event),
  };
}
