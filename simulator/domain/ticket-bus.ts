import { EventEmitter } from 'node:events';

/** Tells the open Agent Workspace pages that a ticket changed or is new. */
export class TicketBus {
  readonly #emitter = new EventEmitter().setMaxListeners(0);

  changed(id: string): void {
    this.#emitter.emit('event', 'ticket', { id });
  }

  created(id: string): void {
    this.#emitter.emit('event', 'tickets', { id });
  }

  /** Returns the function that ends the subscription. */
  subscribe(listener: (event: 'ticket' | 'tickets', data: { id: string }) => void): () => void {
    this.#emitter.on('event', listener);
    return () => this.#emitter.off('event', listener);
  }
}
