import { Backoff } from './backoff';
import { AnotherUser, Refused, SessionGone, type Introduced, type Ports, type SessionKey } from './ports';

export interface AdmissionHooks {
  introduced(who: Introduced): void;
  /** The visitor may see this session, and speak in it. */
  admitted(key: SessionKey): void;
  /** It is another user's. */
  anothers(key: SessionKey): void;
  /** Who the visitor is, is not accepted: whose session it is cannot be found out. */
  refused(why: Refused): void;
  /** The key opens nothing any more. */
  gone(key: SessionKey): void;
  unreached(): void;
}

/**
 * Whether the visitor may have the session that the browser keeps. Where the page says by a signature who the visitor is,
 * nothing of a session is shown or said before the server has agreed that it is theirs: somebody else may have been signed in
 * at this browser. A page without signatures knows nobody apart, and the conversation waits for nothing.
 */
export class Admission {
  private readonly ports: Ports;
  private readonly hooks: AdmissionHooks;
  private readonly backoff = new Backoff();
  /** Token of the session that the visitor was found to have, or has begun. */
  private admitted: string | null = null;
  private refusal: { token: string; why: Refused } | null = null;
  /** Counts up, so that an answer to an earlier question decides nothing. */
  private question = 0;
  private isIntroduced = false;

  constructor(ports: Ports, hooks: AdmissionHooks) {
    this.ports = ports;
    this.hooks = hooks;
  }

  isAdmitted({ token }: SessionKey): boolean {
    return this.ports.visitorId() === null || this.admitted === token;
  }

  /** What the visitor says into this session is refused with, if it is. */
  refusalOf({ token }: SessionKey): Refused | null {
    return this.refusal?.token === token ? this.refusal.why : null;
  }

  /** Nothing can be said into this session any more, for as long as the page names this visitor. */
  refuse({ token }: SessionKey, why: Refused): void {
    this.refusal = { token, why };
    this.hooks.refused(why);
  }

  /** This page has begun the session, as the visitor. */
  begun({ token }: SessionKey): void {
    this.admitted = token;
    this.isIntroduced = true;
  }

  /** The visitor is another one, or says so anew. */
  reset(): void {
    this.stop();
    this.admitted = null;
    this.refusal = null;
    this.isIntroduced = false;
  }

  ask(key: SessionKey): void {
    this.stop();
    const isKnown = this.isAdmitted(key);
    if (isKnown) this.hooks.admitted(key);
    if (!isKnown || !this.isIntroduced) void this.introduce(key, this.question);
  }

  hurry(): void {
    this.backoff.hurry();
  }

  stop(): void {
    this.question += 1;
    this.backoff.hurry();
  }

  private async introduce(key: SessionKey, question: number): Promise<void> {
    const isOver = () => question !== this.question;
    while (!isOver()) {
      try {
        const introduced = await this.ports.server.introduce(key);
        if (isOver()) return;
        this.isIntroduced = true;
        this.hooks.introduced(introduced);
        if (this.isAdmitted(key)) return;
        this.admitted = key.token;
        this.hooks.admitted(key);
        return;
      } catch (error) {
        // Whether the session is gone, the reading of its log finds out; the next load introduces the visitor again.
        if (isOver() || this.isAdmitted(key)) return;
        if (this.isDecided(key, error)) return;
        this.hooks.unreached();
        await this.backoff.pause();
      }
    }
  }

  private isDecided(key: SessionKey, error: unknown): boolean {
    if (error instanceof AnotherUser) this.hooks.anothers(key);
    else if (error instanceof SessionGone) this.hooks.gone(key);
    else if (error instanceof Refused) this.refuse(key, error);
    else return false;
    return true;
  }
}
