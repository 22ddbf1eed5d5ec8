/** Mistakes that can be seen while typing. null = nothing to be seen; the server has the last word. */
export function subdomainFault(value: string): string | null {
  const given = value.trim();
  if (given === '') return null;
  const host = /^(?:https?:\/\/)?([a-z0-9-]+)\.zendesk\.com(?:[/?#].*)?$/i.exec(given);
  if (host?.[1] !== undefined) return `Only the first part: ${host[1].toLowerCase()}`;
  if (/[:/?#@]/.test(given)) return 'Not a URL: only the acme of acme.zendesk.com.';
  if (given.includes('.')) return 'Without dots: only the acme of acme.zendesk.com.';
  if (!/^[a-z0-9][a-z0-9-]{1,61}$/.test(given))
    return 'Lower-case letters, digits and hyphens, two at least.';
  return null;
}

export function appIdFault(value: string): string | null {
  const given = value.trim();
  if (given === '') return null;
  if (given.startsWith('app_')) return 'This is a Key ID. The App ID has 24 characters and no app_ in front.';
  return /^[0-9a-f]{24}$/.test(given) ? null : 'An App ID has 24 characters, 0–9 and a–f.';
}

export function keyIdFault(value: string): string | null {
  const given = value.trim();
  if (given === '') return null;
  if (given.startsWith('int_'))
    return 'This is the key of an integration. Create one in the Conversations API section: its Key ID begins with app_.';
  if (given.startsWith('act_'))
    return 'This is an account key. Create one in the Conversations API section: its Key ID begins with app_.';
  if (!given.startsWith('app_')) return 'A Key ID of the Conversations API begins with app_.';
  return /^[A-Za-z0-9_-]+$/.test(given) ? null : 'A Key ID has letters, digits, _ and - only.';
}

export function secretFault(value: string): string | null {
  if (value === '') return null;
  return /^[\x21-\x7e]+$/.test(value) ? null : 'A secret has no spaces and no special letters: copy it anew.';
}

export function webhookSecretFault(value: string): string | null {
  if (value === '') return null;
  return value.length < 8 ? 'A webhook secret has eight characters at least.' : secretFault(value);
}
