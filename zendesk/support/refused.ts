export type SupportRefusal = 'credentials' | 'not_an_agent' | 'rate_limited' | 'unreachable' | 'not_zendesk';

const WORDS: Record<SupportRefusal, string> = {
  credentials:
    'Zendesk refuses this e-mail and token. Create a token in Admin Center › Apps and integrations › APIs › API tokens, turn token access on there, and use the e-mail of an agent.',
  not_an_agent: 'The e-mail belongs to an end user. Use the e-mail of an agent or admin.',
  rate_limited: 'Zendesk asks us to slow down. Try again in a minute.',
  unreachable: 'Zendesk did not answer. Try again in a minute.',
  not_zendesk:
    'Something else than the Support API answers at this subdomain. Check the subdomain of the connection.',
};

/** A look-up that cannot be done; the message tells the admin what to do, and holds nothing secret. */
export class SupportRefused extends Error {
  override readonly name = 'SupportRefused';
  readonly why: SupportRefusal;

  constructor(why: SupportRefusal) {
    super(WORDS[why]);
    this.why = why;
  }
}
