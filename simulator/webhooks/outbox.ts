import type { Outbox, Sim } from '../domain/sim';
import { newId } from '../state/ids';
import type { DeliveryRecord, SentEvent } from '../state/records';
import { Attempts, type Parcel } from './attempts';
import { Disturbances } from './disturbances';
import { Lanes } from './lanes';

/** At most so many webhooks at once; Zendesk's number is not known. */
const WIDTH = 64;

/**
 * Sends webhooks: the first attempts of a conversation in order, a failed one again later without holding up those behind
 * it. What waits is stored, so that a restart goes on with it.
 */
export class WebhookOutbox implements Outbox {
  readonly #sim: Sim;
  readonly #attempts: Attempts;
  readonly #disturbances: Disturbances;
  readonly #lanes = new Lanes(WIDTH);
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(sim: Sim) {
    this.#sim = sim;
    this.#attempts = new Attempts(sim, (parcel, inMs) => this.#later(parcel, inMs));
    this.#disturbances = new Disturbances(sim, {
      send: (parcel) => this.#inLane(parcel),
      sendLater: (parcel, inMs) => this.#later(parcel, inMs),
      drop: (delivery, reason) => this.#attempts.drop(delivery, reason),
    });
  }

  accept(delivery: DeliveryRecord): void {
    this.#disturbances.route(delivery);
  }

  broadcast(appId: string, event: SentEvent): number {
    const { world } = this.#sim;
    const webhooks = world.webhooksByApp.all(appId);
    for (const webhook of webhooks) {
      const conversation = event.payload['conversation'] as { id?: unknown } | undefined;
      const delivery = world.deliveries.put({
        id: newId(),
        n: world.nextN(),
        appId,
        webhookId: webhook.id,
        ...(typeof conversation?.id === 'string' && { conversationId: conversation.id }),
        event,
        attempts: 0,
      });
      world.journal.afterCommit(() => this.accept(delivery));
    }
    return webhooks.length;
  }

  /** Goes on with what an earlier process had not finished. */
  resume(): void {
    for (const delivery of [...this.#sim.world.deliveries.values()].sort((a, b) => a.n - b.n)) {
      const parcel: Parcel = { deliveries: [delivery] };
      if (delivery.nextAttemptAt === undefined) this.#inLane(parcel);
      else this.#later(parcel, Math.max(0, Date.parse(delivery.nextAttemptAt) - Date.now()));
    }
  }

  clear(): void {
    this.#disturbances.clear();
    this.#lanes.clear();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  async close(): Promise<void> {
    this.clear();
    await this.#attempts.close();
  }

  #inLane(parcel: Parcel): void {
    const [first] = parcel.deliveries;
    if (first === undefined) return;
    const lane = `${first.webhookId} ${first.conversationId ?? ''}`;
    this.#lanes.push(lane, () => this.#attempts.run(parcel));
  }

  #later(parcel: Parcel, inMs: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.#attempts.run(parcel);
    }, inMs);
    this.#timers.add(timer);
  }
}
