const LINKS = /^(https?|mailto|tel):$/;

/** A target that may be followed, or null: `javascript:`, `data:` and relative ones may not (S36). */
export function safeLink(value: string | null): string | null {
  const url = parsed(value);
  return url !== null && LINKS.test(url.protocol) ? url.href : null;
}

export interface ImagePolicy {
  /** Where our own files are: scheme, host and the beginning of the path. */
  ownFiles: readonly string[];
  /** Hosts from which the page's owner lets images be loaded. */
  allowedHosts: readonly string[];
}

/**
 * An image that may be loaded, or null. A foreign server would learn who reads a message and when, so only our own files and
 * the hosts on the owner's list are asked.
 */
export function safeImage(value: string | null, { ownFiles, allowedHosts }: ImagePolicy): string | null {
  const url = parsed(value);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    return null;
  if (ownFiles.some((own) => url.href.startsWith(own))) return url.href;
  return url.protocol === 'https:' && allowedHosts.includes(url.host) ? url.href : null;
}

function parsed(value: string | null): URL | null {
  if (value === null) return null;
  try {
    return new URL(value);
  } catch {
    return null;
  }
}
