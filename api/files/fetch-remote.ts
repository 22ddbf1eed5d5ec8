import type { Readable } from 'node:stream';
import { zendeskBaseUrl } from '../../zendesk/setup';
import type { FileRecord } from '../../store/types';
import type { ApiDeps } from '../deps';
import { HttpError, notFound } from '../http/errors';
import { faultOf } from '../http/fault';
import { knownFile } from './sniff';

const TIMEOUT_MS = 20_000;
/** What is not on our list is still a file to take away, as bytes. */
const BYTES = 'application/octet-stream';

/**
 * A file that Zendesk holds, private ones included, at the first time that somebody opens it; kept in our storage from then
 * on, so that it opens after its link at Zendesk has expired, too (R34). Our key goes to Zendesk's own host only (S26).
 * @throws HttpError `not_found` when it is gone there, `unavailable` when Zendesk does not answer
 */
export async function fetchRemote(
  deps: ApiDeps,
  file: FileRecord,
): Promise<{ data: Buffer; mediaType: string }> {
  const { store, files, logger } = deps;
  if (file.sourceUrl === null) throw notFound();
  const data = await download(deps, file, file.sourceUrl);
  const mediaType = await knownFile(data, file).then(
    (known) => known.mediaType,
    () => BYTES,
  );
  const storedAs = `${file.copilotId}/${file.id}`;
  try {
    await files.storage.put(storedAs, data, mediaType);
    await store.files.setStored(file.id, { storedAs, mediaType, size: data.length });
  } catch (error) {
    // It is there for this reader; the next one fetches it again.
    logger.warn({ copilotId: file.copilotId, fault: faultOf(error) }, 'a file of an agent was not kept');
  }
  return { data, mediaType };
}

async function download(deps: ApiDeps, file: FileRecord, url: string): Promise<Buffer> {
  const connection = await deps.store.connections.get(file.copilotId);
  if (connection === undefined) return fromElsewhere(deps, url);
  const { appId, keyId, secret, subdomain } = connection;
  const baseUrl = zendeskBaseUrl(deps.config.zendeskApiUrl, subdomain);
  const client = await deps.connectZendesk({ baseUrl, appId, keyId, secret });
  try {
    const found = await client.downloadAttachment(url);
    if (found.kind === 'elsewhere') return await fromElsewhere(deps, found.url);
    return await readAll(found.body, deps.files.maxBytes);
  } catch (error) {
    if (error instanceof HttpError) throw error;
    const isGone = (error as { kind?: unknown }).kind === 'not_found';
    throw isGone
      ? notFound()
      : new HttpError('unavailable', 'Zendesk does not give the file just now.', { cause: error });
  } finally {
    client.close();
  }
}

/** Without credentials, and not into private networks. */
async function fromElsewhere({ outbound, files }: ApiDeps, url: string): Promise<Buffer> {
  try {
    const answer = await outbound.request({
      url,
      method: 'GET',
      headers: { 'user-agent': 'zendesk-handoff' },
      timeoutMs: TIMEOUT_MS,
      maxResponseBytes: files.maxBytes,
    });
    if (answer.status === 200 && !answer.truncated) return answer.body;
  } catch (error) {
    throw new HttpError('unavailable', 'The file cannot be fetched just now.', { cause: error });
  }
  throw notFound();
}

async function readAll(body: Readable, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new HttpError('payload_too_large', 'The file is too large to be shown here.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
