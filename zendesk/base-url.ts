/** Only the `acme` of acme.zendesk.com; anything else could carry a call, and the key in it, to another host (S25). */
const SUBDOMAIN = /^[a-z0-9][a-z0-9-]{1,61}$/;

/**
 * The whole base before `/v2` of one Zendesk account.
 * @param template the operator's `ZENDESK_API_URL`, by default `https://{subdomain}.zendesk.com/sc`; `{subdomain}` in it is optional. Never given by a tenant.
 * @throws RangeError when the subdomain is not one, or the template is not an http(s) URL.
 */
export function zendeskBaseUrl(template: string, subdomain: string): string {
  if (!SUBDOMAIN.test(subdomain)) throw new RangeError('not a Zendesk subdomain');
  const filled = template.replaceAll('{subdomain}', subdomain).replace(/\/+$/, '');
  const url = URL.canParse(filled) ? new URL(filled) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw new RangeError('not an http(s) base URL');
  // Two slashes in a path ("/sc//v2") are a 404 at Zendesk.
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
