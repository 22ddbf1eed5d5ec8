import { ConfigError } from '../env';

/**
 * The operator's `OUTBOUND_ALLOW`: `host:port` entries as a set of folded keys (`[::1]:80`, `127.0.0.1:4020`, `bot.local:80`).
 * @throws ConfigError when an entry is not `host:port`; it tells the place in the list, not the value.
 */
export function parseAllowList(entries: readonly string[]): ReadonlySet<string> {
  return new Set(entries.map(foldEntry));
}

/** Key of a URL's host and port; a trailing dot of the host does not count. */
export function hostAndPort(url: URL): string {
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return `${url.hostname.replace(/\.$/, '')}:${port}`;
}

function foldEntry(entry: string, index: number): string {
  const url = `http://${entry}`;
  if (!/^[^/@?#\\\s]+:\d{1,5}$/.test(entry) || !URL.canParse(url)) {
    throw new ConfigError(`OUTBOUND_ALLOW: entry ${index + 1} is not host:port`);
  }
  return hostAndPort(new URL(url));
}
