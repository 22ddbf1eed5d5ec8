import { CHECK_NAMES, type Check, type CheckName } from '../../contract/admin';
import type { ZendeskError } from '../errors';

/** A step of the set-up that cannot go on; `detail` tells the admin what to do. */
export class CheckFailed extends Error {
  override name = 'CheckFailed';
  readonly check: CheckName;
  constructor(check: CheckName, detail: string) {
    super(detail);
    this.check = check;
  }
}

/** Collects the lines; the ones behind a failure are shown as not checked, so that the list is always whole. */
export class Checklist {
  readonly #done = new Map<CheckName, Check>();

  pass(name: CheckName, detail: string): void {
    this.#done.set(name, { name, ok: true, detail });
  }

  fail(name: CheckName, detail: string): void {
    this.#done.set(name, { name, ok: false, detail });
  }

  lines(): Check[] {
    const unchecked = 'Not checked yet: repair the step above first.';
    return CHECK_NAMES.map((name) => this.#done.get(name) ?? { name, ok: false, detail: unchecked });
  }
}

/** What a failed call means to an admin; `doing` completes "Zendesk did not let us …". */
export function explain(error: ZendeskError, doing: string): string {
  const said = error.title === undefined ? '' : ` Zendesk says: "${error.title}".`;
  switch (error.kind) {
    case 'credentials':
      return `Zendesk refuses the key for this step (${doing}). Create an app key: Admin Center › Apps and integrations › APIs › Conversations API.${said}`;
    case 'rate_limited':
    case 'unavailable':
      return `Zendesk did not answer (${doing}). Nothing is wrong with your entries as far as we know: try again in a minute.`;
    case 'misconfigured':
      return `No Conversations API answers at this subdomain for this App ID (${doing}). Check both, and that the plan includes messaging.${said}`;
    case 'rejected':
    case 'not_found':
    case 'conversation_full':
    case 'too_large':
    case 'unsupported_media':
      return `Zendesk did not let us ${doing}.${said}`;
  }
}
