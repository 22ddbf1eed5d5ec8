import { createHash } from 'node:crypto';
import { Client, type QueryConfig } from 'pg';

/** More different statements than we have: a bound on what a connection keeps, not a limit that is reached. */
const MAX_NAMES = 500;
/** Longer ones have many rows, of which the next has another number: they would fill the connection, and be of no use again. */
const MAX_LENGTH = 2_000;
const STATEMENT = /^(select|insert|update|delete|with)\b/i;

const names = new Map<string, string>();

/**
 * A connection that names its statements by their text, so that the server parses and plans each once per connection instead
 * of at every call: for a message's two dozen small statements that was more than running them (ADR 0054).
 */
export class NamingClient extends Client {
  override query = named(super.query.bind(this)) as Client['query'];
}

function named(query: (...args: unknown[]) => unknown): (...args: unknown[]) => unknown {
  return (first, ...rest) => {
    if (!isPlain(first)) return query(first, ...rest);
    const name = nameOf(first.text);
    return query(name === undefined ? first : { ...first, name }, ...rest);
  };
}

/** drizzle's: a text, and no name of its own. A string is a command of ours, a Query object belongs to the pool. */
function isPlain(config: unknown): config is QueryConfig {
  if (typeof config !== 'object' || config === null || 'submit' in config) return false;
  const { text, name } = config as Partial<QueryConfig>;
  return typeof text === 'string' && name === undefined && STATEMENT.test(text);
}

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= MAX_NAMES || text.length > MAX_LENGTH) return undefined;
  const name = createHash('sha256').update(text).digest('base64url').slice(0, 40);
  names.set(text, name);
  return name;
}
