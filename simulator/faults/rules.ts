import { newId } from '../state/ids';
import { seededRandom } from './random';
import type { ApiRule, FaultRule, WebhookRule } from './schema';

/** What a rule is held against. */
export interface FaultSubject {
  op: string;
  appId: string;
  conversationId: string | undefined;
  text: string | undefined;
  /** Every id by which the message may be known: Zendesk's and those in its metadata. */
  messageIds: readonly string[];
}

export interface Fault<Rule extends FaultRule = FaultRule> {
  readonly id: string;
  readonly rule: Rule;
  readonly random: () => number;
  matched: number;
  fired: number;
}

/**
 * The fault rules of a run, in memory only. A rule fires for every match, or from the `nth` match on for `times` matches
 * (once, when only `nth` is given), each time with probability `p`. The first rule that fires decides.
 */
export class FaultRules {
  readonly #faults = new Map<string, Fault>();
  readonly #onRemoved: ((fault: Fault) => void)[] = [];

  add(rule: FaultRule): Fault {
    const fault: Fault = { id: newId(), rule, random: seededRandom(rule.seed ?? 1), matched: 0, fired: 0 };
    this.#faults.set(fault.id, fault);
    return fault;
  }

  list(): Fault[] {
    return [...this.#faults.values()];
  }

  /** False when there is none of this id. */
  remove(id: string): boolean {
    const fault = this.#faults.get(id);
    if (fault === undefined) return false;
    this.#faults.delete(id);
    for (const callback of this.#onRemoved) callback(fault);
    return true;
  }

  clear(): void {
    for (const id of [...this.#faults.keys()]) this.remove(id);
  }

  onRemoved(callback: (fault: Fault) => void): void {
    this.#onRemoved.push(callback);
  }

  api(subject: FaultSubject): Fault<ApiRule> | undefined {
    return this.#first(subject, isApi);
  }

  webhook(subject: FaultSubject, type: string): Fault<WebhookRule> | undefined {
    return this.#first(
      subject,
      (fault): fault is Fault<WebhookRule> => isWebhook(fault) && (fault.rule.trigger ?? type) === type,
    );
  }

  #first<Rule extends FaultRule>(
    subject: FaultSubject,
    accept: (fault: Fault) => fault is Fault<Rule>,
  ): Fault<Rule> | undefined {
    for (const fault of this.#faults.values()) {
      if (accept(fault) && matches(fault.rule, subject) && fires(fault)) return fault;
    }
    return undefined;
  }
}

function isApi(fault: Fault): fault is Fault<ApiRule> {
  return 'when' in fault.rule;
}

function isWebhook(fault: Fault): fault is Fault<WebhookRule> {
  return !isApi(fault);
}

function matches(rule: FaultRule, subject: FaultSubject): boolean {
  return (
    (rule.op === '*' || rule.op.toLowerCase() === subject.op.toLowerCase()) &&
    (rule.appId === undefined || rule.appId === subject.appId) &&
    (rule.conversationId === undefined || rule.conversationId === subject.conversationId) &&
    (rule.match?.text === undefined || (subject.text?.includes(rule.match.text) ?? false)) &&
    (rule.match?.messageId === undefined || subject.messageIds.includes(rule.match.messageId))
  );
}

function fires(fault: Fault): boolean {
  const { nth = 1, times = fault.rule.nth === undefined ? Infinity : 1, p = 1 } = fault.rule;
  fault.matched += 1;
  if (fault.matched < nth || fault.fired >= times) return false;
  if (p < 1 && fault.random() >= p) return false;
  fault.fired += 1;
  return true;
}
