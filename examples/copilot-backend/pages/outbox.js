/**
 * What the user said and the server has not taken yet: kept over a reload, sent one after another, repeated with the
 * same id until the server answers.
 */
export class Outbox {
  #key;
  #url;
  #onChange;
  #sending = false;

  constructor(sessionId, url, onChange) {
    this.#key = `copilot-outbox:${sessionId}`;
    this.#url = url;
    this.#onChange = onChange;
    this.items = JSON.parse(localStorage.getItem(this.#key) ?? '[]');
    this.#drain();
  }

  add(message) {
    this.items.push({ ...message, at: new Date().toISOString(), failed: null, sent: false });
    this.#changed();
    this.#drain();
  }

  retry(id) {
    for (const item of this.items) if (item.id === id) item.failed = null;
    this.#changed();
    this.#drain();
  }

  /** Lets go of what the server took and the page shows from there. */
  settle(isKnown) {
    const left = this.items.filter((item) => !(item.sent && isKnown(item.id)));
    if (left.length === this.items.length) return;
    this.items = left;
    localStorage.setItem(this.#key, JSON.stringify(left));
  }

  async #drain() {
    if (this.#sending) return;
    this.#sending = true;
    let pauseMs = 500;
    for (let next = this.#next(); next !== undefined; next = this.#next()) {
      const outcome = await this.#send(next);
      if (outcome === 'later') {
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
        pauseMs = Math.min(pauseMs * 2, 8000);
        continue;
      }
      pauseMs = 500;
      if (outcome === 'sent') next.sent = true;
      else next.failed = outcome.refused;
      this.#changed();
    }
    this.#sending = false;
  }

  #next() {
    return this.items.find((item) => item.failed === null && !item.sent);
  }

  async #send({ id, text, postback }) {
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ id, text, postback }),
      });
      if (response.ok) return 'sent';
      if (response.status >= 500) return 'later';
      const answer = await response.json().catch(() => ({}));
      return { refused: answer.error?.message ?? `refused (${response.status})` };
    } catch {
      return 'later';
    }
  }

  #changed() {
    localStorage.setItem(this.#key, JSON.stringify(this.items));
    this.#onChange();
  }
}
