import { Backoff } from './backoff';
import type { Memory } from './memory';
import { isOf, nextToSend, withOutcome, type Outbox, type Outgoing, type SendOutcome } from './outbox';
import { Refused, SessionGone, type Ports, type SessionKey } from './ports';
import { Dropped, Uploads, type UploadHooks } from './uploads';

export interface SenderHooks extends UploadHooks {
  /** What the visitor may say in the session that there is, or in a new one. */
  sendable(): Outbox;
  /** The session's key; makes a session where there is none. @throws Dropped when it is wanted no more by then */
  session(isWanted: () => boolean): Promise<SessionKey>;
  /** The key opens nothing any more. */
  gone(key: SessionKey): void;
  /** Whether the last try reached the server. */
  reached(isReached: boolean): void;
}

/**
 * Sends what is in the outbox, one after another, over all tabs of the browser, the same under the same id until the
 * server has answered.
 */
export class Sender {
  private readonly ports: Ports;
  private readonly memory: Memory;
  private readonly hooks: SenderHooks;
  private readonly uploads: Uploads;
  private readonly backoff = new Backoff();
  private isRunning = false;
  private isStopped = false;

  constructor(ports: Ports, memory: Memory, hooks: SenderHooks) {
    this.ports = ports;
    this.memory = memory;
    this.hooks = hooks;
    this.uploads = new Uploads(ports, memory, hooks);
  }

  /** There is something to send, or the line is back: now, not after the pause. */
  kick(): void {
    this.backoff.hurry();
    this.start();
  }

  /** There may be something to send: a tab that is closed leaves its messages to the others. */
  start(): void {
    if (this.isRunning || this.isStopped) return;
    this.run().catch((error: unknown) => this.ports.report(error));
  }

  stop(): void {
    this.isStopped = true;
    this.uploads.review();
    this.backoff.hurry();
  }

  /** The memory has changed. */
  review(): void {
    this.uploads.review();
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    try {
      while (!this.isStopped && this.next() !== undefined) {
        const outcome = await this.attempt();
        if (outcome.kind === 'later') await this.backoff.pause(outcome.afterMs);
        else this.backoff.succeeded();
      }
    } finally {
      // Also after what nobody expected: the next word must not wait for this one for ever.
      this.isRunning = false;
    }
  }

  private next(): Outgoing | undefined {
    return nextToSend(this.hooks.sendable());
  }

  /** One item under the lock of all tabs; the pauses between attempts are outside of it. */
  private async attempt(): Promise<SendOutcome> {
    let outcome: SendOutcome = { kind: 'accepted' };
    await this.ports.exclusive('send', async () => {
      const item = this.next();
      if (item !== undefined) outcome = await this.send(item);
    });
    return outcome;
  }

  private async send(item: Outgoing): Promise<SendOutcome> {
    let key: SessionKey | undefined;
    let outcome: SendOutcome;
    const isWanted = () =>
      !this.isStopped &&
      isOf(item, this.ports.visitorId()) &&
      this.memory.outbox().some(({ id }) => id === item.id) &&
      (key === undefined || this.memory.session()?.token === key.token);
    try {
      key = await this.hooks.session(isWanted);
      outcome = await this.uploadAndSend(key, item, isWanted);
    } catch (error) {
      // Nothing to be done about this one: on to the next.
      if (error instanceof Dropped) return { kind: 'accepted' };
      if (error instanceof Refused) outcome = { kind: 'refused', code: error.code, message: error.message };
      else return this.failed(error, key);
    }
    const now = this.memory.outbox().find(({ id }) => id === item.id);
    // The log may have shown it already, and it is settled.
    if (now !== undefined) this.memory.keepOutgoing(withOutcome(now, outcome));
    this.hooks.changed();
    return outcome;
  }

  private failed(error: unknown, key: SessionKey | undefined): SendOutcome {
    if (error instanceof SessionGone && key !== undefined) this.hooks.gone(key);
    else this.hooks.reached(false);
    return { kind: 'later' };
  }

  private async uploadAndSend(
    key: SessionKey,
    item: Outgoing,
    isWanted: () => boolean,
  ): Promise<SendOutcome> {
    if (!isWanted()) throw new Dropped();
    const uploaded = await this.uploads.uploadAll(key, item, isWanted);
    if ('outcome' in uploaded) {
      // Whatever became of the file, the server is there.
      this.hooks.reached(true);
      return uploaded.outcome;
    }
    const { id, text, postback, files } = uploaded.item;
    const attachments = files.flatMap((file) => file.uploaded ?? []);
    const outcome = await this.ports.server.send(key, { id, text, postback, attachments });
    this.hooks.reached(outcome.kind !== 'later');
    return outcome;
  }
}
