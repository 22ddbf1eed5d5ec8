import { Backoff } from './backoff';
import type { Memory } from './memory';
import { nextToSend, withOutcome, withUpload, type Outgoing, type SendOutcome } from './outbox';
import { Refused, SessionGone, type Ports, type SessionKey } from './ports';

export interface SenderHooks {
  /** The session's key; makes a session where there is none. */
  session(): Promise<SessionKey>;
  /** The key opens nothing any more. */
  gone(key: SessionKey): void;
  /** The outbox in the memory is another one now. */
  changed(): void;
  progress(fileKey: string, fraction: number): void;
  /** Whether the last try reached the server. */
  reached(isReached: boolean): void;
}

/** The bytes of a file are lost: the browser keeps none, or the user cleared them. */
const FILE_LOST: SendOutcome = { kind: 'refused', code: 'file_lost', message: null };

/**
 * Sends what is in the outbox, one after another, over all tabs of the browser, the same under the same id until the
 * server has answered.
 */
export class Sender {
  private readonly ports: Ports;
  private readonly memory: Memory;
  private readonly hooks: SenderHooks;
  private readonly backoff = new Backoff();
  private isRunning = false;
  private isStopped = false;

  constructor(ports: Ports, memory: Memory, hooks: SenderHooks) {
    this.ports = ports;
    this.memory = memory;
    this.hooks = hooks;
  }

  /** There is something to send, or the line is back: now, not after the pause. */
  kick(): void {
    this.backoff.hurry();
    this.start();
  }

  /** There may be something to send: a tab that is closed leaves its messages to the others. */
  start(): void {
    if (!this.isRunning && !this.isStopped) void this.run();
  }

  stop(): void {
    this.isStopped = true;
    this.backoff.hurry();
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    while (!this.isStopped && nextToSend(this.memory.outbox()) !== undefined) {
      const outcome = await this.attempt();
      if (outcome.kind === 'later') await this.backoff.pause(outcome.afterMs);
      else this.backoff.succeeded();
    }
    this.isRunning = false;
  }

  /** One item under the lock of all tabs; the pauses between attempts are outside of it. */
  private async attempt(): Promise<SendOutcome> {
    let outcome: SendOutcome = { kind: 'accepted' };
    await this.ports.exclusive('send', async () => {
      const item = nextToSend(this.memory.outbox());
      if (item !== undefined) outcome = await this.send(item);
    });
    return outcome;
  }

  private async send(item: Outgoing): Promise<SendOutcome> {
    let key: SessionKey | undefined;
    let outcome: SendOutcome;
    try {
      key = await this.hooks.session();
      outcome = await this.uploadAndSend(key, item);
      this.hooks.reached(outcome.kind !== 'later');
    } catch (error) {
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

  private async uploadAndSend(key: SessionKey, item: Outgoing): Promise<SendOutcome> {
    let sending = item;
    for (const { key: fileKey, uploaded } of item.files) {
      if (uploaded !== null) continue;
      const bytes = await this.ports.blobs.get(fileKey);
      if (bytes === undefined) return FILE_LOST;
      const outcome = await this.ports.server.upload(key, bytes, (fraction) =>
        this.hooks.progress(fileKey, fraction),
      );
      if (outcome.kind !== 'uploaded') return outcome;
      sending = withUpload(sending, fileKey, outcome.file);
      this.memory.keepOutgoing(sending);
      this.hooks.changed();
    }
    const attachments = sending.files.flatMap(({ uploaded }) => uploaded ?? []);
    const { id, text, postback } = sending;
    return await this.ports.server.send(key, { id, text, postback, attachments });
  }
}
