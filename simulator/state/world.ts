import path from 'node:path';
import { Collection, ManyIndex } from './collection';
import { FileStore } from './file-store';
import { Journal, type Change } from './journal';
import { MessageIndex } from './message-index';
import type * as R from './records';

/** Everything the simulated Zendesk knows. Restored from the journal when there is one. */
export class World {
  readonly journal: Journal;
  readonly files: FileStore;
  readonly messageIndex = new MessageIndex();
  readonly userByExternalId = new ManyIndex<R.UserRecord>((user) =>
    user.externalId === undefined ? [] : [`${user.appId}\n${user.externalId}`],
  );
  readonly conversationsByUser = new ManyIndex<R.ConversationRecord>((conversation) =>
    conversation.participants.map((participant) => participant.userId),
  );
  readonly ticketsByConversation = new ManyIndex<R.TicketRecord>((ticket) => [ticket.conversationId]);
  readonly entriesByTicket = new ManyIndex<R.TicketEntryRecord>((entry) => [entry.ticketId]);
  readonly webhooksByApp = new ManyIndex<R.WebhookRecord>((webhook) => [webhook.appId]);
  readonly integrationsByApp = new ManyIndex<R.IntegrationRecord>((integration) => [integration.appId]);
  readonly seatsByApp = new ManyIndex<R.SeatRecord>((seat) => [seat.appId]);
  readonly switchboardByApp = new ManyIndex<R.SwitchboardRecord>((switchboard) => [switchboard.appId]);

  readonly apps: Collection<R.AppRecord>;
  readonly keys: Collection<R.KeyRecord>;
  readonly users: Collection<R.UserRecord>;
  readonly conversations: Collection<R.ConversationRecord>;
  readonly messages: Collection<R.MessageRecord>;
  readonly attachments: Collection<R.AttachmentRecord>;
  readonly integrations: Collection<R.IntegrationRecord>;
  readonly webhooks: Collection<R.WebhookRecord>;
  readonly switchboards: Collection<R.SwitchboardRecord>;
  readonly seats: Collection<R.SeatRecord>;
  readonly tickets: Collection<R.TicketRecord>;
  readonly entries: Collection<R.TicketEntryRecord>;
  readonly deliveries: Collection<R.DeliveryRecord>;
  readonly dropped: Collection<R.DroppedRecord>;
  readonly log: Collection<R.LogRecord>;
  readonly #all: readonly Restorable[];
  #lastN = 0;
  #lastTicket = 140;

  constructor(dataDir: string | undefined) {
    const dir = dataDir === undefined ? undefined : path.join(dataDir, 'simulator');
    this.journal = new Journal(dir);
    this.files = new FileStore(dir === undefined ? undefined : path.join(dir, 'attachments'));
    this.apps = new Collection('apps', this.journal);
    this.keys = new Collection('keys', this.journal);
    this.users = new Collection('users', this.journal, [this.userByExternalId]);
    this.conversations = new Collection('conversations', this.journal, [this.conversationsByUser]);
    this.messages = new Collection('messages', this.journal, [this.messageIndex]);
    this.attachments = new Collection('attachments', this.journal);
    this.integrations = new Collection('integrations', this.journal, [this.integrationsByApp]);
    this.webhooks = new Collection('webhooks', this.journal, [this.webhooksByApp]);
    this.switchboards = new Collection('switchboards', this.journal, [this.switchboardByApp]);
    this.seats = new Collection('seats', this.journal, [this.seatsByApp]);
    this.tickets = new Collection('tickets', this.journal, [this.ticketsByConversation]);
    this.entries = new Collection('entries', this.journal, [this.entriesByTicket]);
    this.deliveries = new Collection('deliveries', this.journal);
    this.dropped = new Collection('dropped', this.journal);
    this.log = new Collection('log', this.journal);
    this.#all = [
      this.apps,
      this.keys,
      this.users,
      this.conversations,
      this.messages,
      this.attachments,
      this.integrations,
      this.webhooks,
      this.switchboards,
      this.seats,
      this.tickets,
      this.entries,
      this.deliveries,
      this.dropped,
      this.log,
    ];
    this.#restore();
  }

  /** Commit numbers: one sequence over messages, deliveries, drops and the log. */
  nextN(): number {
    this.#lastN += 1;
    return this.#lastN;
  }

  nextTicketId(): string {
    this.#lastTicket += 1;
    return String(this.#lastTicket);
  }

  /** Adds to the ground truth. */
  note(appId: string, kind: R.LogRecord['kind'], detail: Record<string, unknown>): void {
    const n = this.nextN();
    this.log.put({ ...detail, id: String(n), n, at: new Date().toISOString(), appId, kind });
  }

  clear(): void {
    this.journal.transaction(() => {
      for (const collection of this.#all) collection.clear();
    });
    this.files.clear();
  }

  #restore(): void {
    const byName = new Map(this.#all.map((collection) => [collection.name, collection]));
    for (const [name, id, value] of this.journal.replay()) byName.get(name)?.restore(id, value);
    for (const source of [this.messages, this.deliveries, this.dropped, this.log]) {
      for (const item of source.values()) this.#lastN = Math.max(this.#lastN, item.n);
    }
    for (const ticket of this.tickets.values())
      this.#lastTicket = Math.max(this.#lastTicket, Number(ticket.id));
    this.journal.start(this.#snapshot());
  }

  *#snapshot(): Generator<Change> {
    for (const collection of this.#all) yield* collection.snapshot();
  }
}

interface Restorable {
  readonly name: string;
  restore(id: string, value: unknown): void;
  clear(): void;
  snapshot(): Generator<Change>;
}
