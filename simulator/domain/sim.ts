import type { Logger } from '../../config/logger';
import type { FaultRules } from '../faults/rules';
import type { DeliveryRecord, SentEvent } from '../state/records';
import type { World } from '../state/world';
import type { Ledgers } from './ledgers';
import type { MessageFates } from './message-fates';
import type { TicketBus } from './ticket-bus';

/** What every part of the simulator works with. */
export interface Sim {
  readonly world: World;
  /** `http://127.0.0.1:<port>`, known once it listens. */
  url: string;
  readonly timeFactor: number;
  readonly faults: FaultRules;
  readonly ledgers: Ledgers;
  readonly tickets: TicketBus;
  readonly fates: MessageFates;
  readonly outbox: Outbox;
  readonly logger: Logger;
}

/** Sends webhooks. */
export interface Outbox {
  /** Takes over a delivery that is already stored. */
  accept(delivery: DeliveryRecord): void;
  /** Sends an event to every webhook of the app, whatever their triggers say. */
  broadcast(appId: string, event: SentEvent): number;
  /** Forgets what waits, for a reset. */
  clear(): void;
}
