import type { ZendeskError } from '../errors';

export const WHERE = 'Admin Center › Apps and integrations › APIs › Conversations API';

/** Nobody is at that address. */
const NO_HOST = /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH)$/;
const TIMED_OUT = /^(ETIMEDOUT|ECONNABORTED|ETIME|ESOCKETTIMEDOUT)$/;

/** What a failed call means to an admin, and what to do about it; `doing` completes "Zendesk did not let us …". */
export function explain(error: ZendeskError, doing: string): string {
  const said = error.title === undefined ? '' : ` Zendesk says: "${error.title}".`;
  switch (error.kind) {
    case 'credentials':
      return `Zendesk refuses the key for this step (${doing}). Create an app key: ${WHERE}.${said}`;
    case 'rate_limited':
      return `Zendesk asks us to slow down (${doing}). Try again in a minute.`;
    case 'unavailable':
      return unavailable(error, doing);
    case 'misconfigured':
      return misconfigured(error, doing) + said;
    case 'rejected':
    case 'not_found':
    case 'conversation_full':
    case 'too_large':
    case 'unsupported_media':
      return `Zendesk did not let us ${doing}.${said}`;
  }
}

function unavailable({ code, status }: ZendeskError, doing: string): string {
  if (code !== undefined && NO_HOST.test(code)) {
    return 'No server answers at this address. Check the subdomain: it is the acme of acme.zendesk.com.';
  }
  if (code !== undefined && TIMED_OUT.test(code)) {
    return `No answer came in time (${doing}). Check the subdomain; if it is right, try again in a minute.`;
  }
  if (status !== undefined && status < 300) {
    return 'Something else than the Conversations API answers at this address. Check the subdomain: it is the acme of acme.zendesk.com.';
  }
  return `Zendesk did not answer (${doing}). Nothing is wrong with your entries as far as we know: try again in a minute.`;
}

function misconfigured({ code, status }: ZendeskError, doing: string): string {
  if (status === 402) {
    return 'The plan of this Zendesk account does not include this. Handoffs need a Suite plan (or Support with messaging), with messaging turned on in Admin Center › Channels › Messaging.';
  }
  if (status !== undefined && status < 400) {
    return 'This address sends us on to another one, which we do not follow: your key stays here. Check the subdomain: it is the acme of acme.zendesk.com.';
  }
  if (code === 'app_not_found') {
    return `There is no app with this App ID. Copy it again from ${WHERE}: it stands beside the key.`;
  }
  return `No Conversations API answers at this subdomain for this App ID (${doing}). Check both, and that the plan includes messaging.`;
}
