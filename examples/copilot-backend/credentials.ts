import { readFileSync } from 'node:fs';
import { asObject, asText, parseJson } from './json';

export interface Credentials {
  /** Of the copilot: opens the handoff API. */
  apiKey: string;
  /** `whsec_…`: what the handoff API signs its callbacks with. */
  callbackSecret: string;
  /** Of the widget, for a page; null: there is no page. */
  publicToken?: string | null;
}

/** Where the two secrets come from: given, or a file that may appear and change while we run. */
export class CredentialSource {
  private readonly file: string | null;
  private readonly watch: NodeJS.Timeout | null = null;
  private readonly listeners = new Set<() => void>();
  private latest: Credentials | null;

  /** @param from the credentials, or the path of a JSON file `{apiKey, callbackSecret}` looked at each second. */
  constructor(from: Credentials | string, pollMs = 1000) {
    this.file = typeof from === 'string' ? from : null;
    this.latest = typeof from === 'string' ? readCredentials(from) : from;
    if (this.file !== null) this.watch = setInterval(() => this.look(), pollMs).unref();
  }

  /** Null while we wait for them. */
  current(): Credentials | null {
    return this.latest;
  }

  onChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  close(): void {
    if (this.watch !== null) clearInterval(this.watch);
  }

  private look(): void {
    const found = this.file === null ? null : readCredentials(this.file);
    if (JSON.stringify(found) === JSON.stringify(this.latest)) return;
    this.latest = found;
    for (const listener of this.listeners) listener();
  }
}

/** @returns null while the file is absent or half written. */
function readCredentials(file: string): Credentials | null {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const json = asObject(parseJson(content));
  const apiKey = asText(json['apiKey']);
  const callbackSecret = asText(json['callbackSecret']);
  const publicToken = asText(json['publicToken']);
  return apiKey && callbackSecret ? { apiKey, callbackSecret, publicToken } : null;
}
