import type { Sim } from '../domain/sim';
import { shuffle } from '../faults/random';
import type { Fault, FaultSubject } from '../faults/rules';
import type { WebhookRule } from '../faults/schema';
import type { DeliveryRecord } from '../state/records';
import type { Parcel } from './attempts';

interface Way {
  /** In the lane of its conversation. */
  send: (parcel: Parcel) => void;
  /** Past the lane. */
  sendLater: (parcel: Parcel, inMs: number) => void;
  drop: (delivery: DeliveryRecord, reason: string) => void;
}

interface Pool {
  deliveries: DeliveryRecord[];
  timer: NodeJS.Timeout | undefined;
}

/** Does to events what the webhook fault rules say before their first attempt; without a rule, nothing. */
export class Disturbances {
  readonly #sim: Sim;
  readonly #way: Way;
  readonly #pools = new Map<string, Pool>();

  constructor(sim: Sim, way: Way) {
    this.#sim = sim;
    this.#way = way;
    sim.faults.onRemoved((fault) => this.#release(fault));
  }

  route(delivery: DeliveryRecord): void {
    const fault = this.#sim.faults.webhook(subjectOf(delivery), delivery.event.type);
    const parcel = { deliveries: [delivery] };
    const action = fault?.rule.do;
    switch (action?.type) {
      case undefined:
        this.#way.send(parcel);
        return;
      case 'lose':
        this.#way.drop(delivery, 'lost');
        return;
      case 'delay':
        this.#way.sendLater(parcel, action.ms ?? 1_000);
        return;
      case 'wrongKey':
        this.#way.send({ ...parcel, twist: { wrongKey: true } });
        return;
      case 'tamper':
        this.#way.send({ ...parcel, twist: { body: tampered(delivery, action.body) } });
        return;
      case 'dup':
        this.#way.send(parcel);
        for (let copy = 1; copy < (action.n ?? 2); copy += 1) this.#copy(parcel, (action.ms ?? 0) * copy);
        return;
      case 'hold':
      case 'batch':
      case 'reorder':
        if (fault !== undefined) this.#gather(fault, delivery);
    }
  }

  clear(): void {
    for (const pool of this.#pools.values()) clearTimeout(pool.timer);
    this.#pools.clear();
  }

  #copy(parcel: Parcel, inMs: number): void {
    if (inMs === 0) this.#way.send({ ...parcel, copy: true });
    else this.#way.sendLater({ ...parcel, copy: true }, inMs);
  }

  #gather(fault: Fault<WebhookRule>, delivery: DeliveryRecord): void {
    const pool = this.#pools.get(fault.id) ?? { deliveries: [], timer: undefined };
    this.#pools.set(fault.id, pool);
    pool.deliveries.push(delivery);
    const action = fault.rule.do;
    if (action.type === 'hold') return;
    const full = action.type === 'batch' ? (action.n ?? 2) : (action.window ?? action.n ?? 3);
    if (pool.deliveries.length >= full) this.#release(fault);
    // Whatever does not fill up goes out anyhow after a while.
    else pool.timer ??= setTimeout(() => this.#release(fault), action.ms ?? 500);
  }

  #release(fault: Fault): void {
    const pool = this.#pools.get(fault.id);
    if (pool === undefined) return;
    this.#pools.delete(fault.id);
    clearTimeout(pool.timer);
    if (fault.rule.do.type === 'batch') {
      for (const deliveries of byWebhook(pool.deliveries)) this.#way.send({ deliveries });
      return;
    }
    const reordered = fault.rule.do.type === 'reorder';
    const order = reordered ? shuffle(pool.deliveries, fault.random) : pool.deliveries;
    for (const delivery of order) this.#way.send({ deliveries: [delivery] });
  }
}

function byWebhook(deliveries: readonly DeliveryRecord[]): DeliveryRecord[][] {
  const groups = new Map<string, DeliveryRecord[]>();
  for (const delivery of deliveries) {
    groups.set(delivery.webhookId, [...(groups.get(delivery.webhookId) ?? []), delivery]);
  }
  return [...groups.values()];
}

/** A body that is not what was signed up for: the one given, else the event cut in the middle. */
function tampered(delivery: DeliveryRecord, body: unknown): string {
  if (body !== undefined) return typeof body === 'string' ? body : JSON.stringify(body);
  const whole = JSON.stringify({ events: [delivery.event] });
  return whole.slice(0, Math.floor(whole.length / 2));
}

function subjectOf({ appId, conversationId, event }: DeliveryRecord): FaultSubject {
  const message = event.payload['message'] as
    { id?: string; content?: { text?: string }; metadata?: Record<string, unknown> } | undefined;
  return {
    op: 'webhook',
    appId,
    conversationId,
    text: message?.content?.text,
    messageIds: [message?.id, ...Object.values(message?.metadata ?? {})].filter(
      (id) => typeof id === 'string',
    ),
  };
}
