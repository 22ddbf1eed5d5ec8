import { getAccounts, getAgents, getTicket, getTickets } from './api.js';

/** What the page knows of the desk; every change tells the views. */
export class Desk {
  accounts = [];
  agents = [];
  tickets = new Map();
  selectedId = null;
  agentId = localStorage.getItem('workspace-agent');
  filter = { appId: '', status: '' };
  connection = 'connecting';
  loaded = false;
  error = null;
  #listeners = new Set();
  #running = new Map();

  onChange(listener) {
    this.#listeners.add(listener);
  }

  /** Sets fields and shows them. */
  set(fields) {
    Object.assign(this, fields);
    for (const listener of this.#listeners) listener(this);
  }

  get selected() {
    return this.tickets.get(this.selectedId) ?? null;
  }

  get agent() {
    return this.agents.find((agent) => agent.id === this.agentId) ?? this.agents[0] ?? null;
  }

  /** Newest first, by the filter. */
  get shown() {
    const { appId, status } = this.filter;
    return [...this.tickets.values()]
      .filter(
        (ticket) => (appId === '' || ticket.appId === appId) && (status === '' || ticket.status === status),
      )
      .sort((a, b) => Date.parse(b.updatedAt) - Date.parse(a.updatedAt) || Number(b.id) - Number(a.id));
  }

  refreshAll() {
    return this.#once('*', async () => {
      const [accounts, agents, tickets] = await Promise.all([getAccounts(), getAgents(), getTickets()]);
      const byId = new Map(tickets.map((ticket) => [ticket.id, ticket]));
      this.set({ accounts, agents, tickets: byId, loaded: true, error: null });
    });
  }

  refresh(id) {
    return this.#once(id, async () => {
      const ticket = await getTicket(id);
      this.set({ tickets: new Map(this.tickets).set(id, ticket), error: null });
    });
  }

  /** One at a time per thing; what changes during a load is loaded once more. */
  async #once(key, load) {
    if (this.#running.has(key)) {
      this.#running.set(key, 'again');
      return;
    }
    do {
      this.#running.set(key, 'once');
      try {
        await load();
      } catch (error) {
        this.set({ error: error.message });
      }
    } while (this.#running.get(key) === 'again');
    this.#running.delete(key);
  }
}
