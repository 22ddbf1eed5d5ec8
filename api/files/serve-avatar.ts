import type { RequestHandler } from 'express';
import { zendeskBaseUrl } from '../../zendesk/setup';
import type { ApiDeps } from '../deps';
import { HttpError, notFound } from '../http/errors';
import { pictureType } from './picture-type';

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 1_000_000;
const KEPT_AT_MOST = 200;
const HOLDS_SECONDS = 3600;

interface Picture {
  data: Buffer;
  mediaType: string;
}

/**
 * `GET /files/avatar/{copilotId}/{url}?sig`: the picture of an agent or a bot, fetched by us: where it lies learns nothing of who
 * reads (S36). Only what we signed ourselves, only pictures, never as a page of ours.
 */
export function serveAvatar(deps: ApiDeps): RequestHandler {
  const kept = new Map<string, Picture>();
  return async (req, res) => {
    const copilotId = String(req.params['copilotId']);
    const { sig } = req.query;
    const url =
      typeof sig === 'string'
        ? deps.files.links.avatarIn(copilotId, String(req.params['encoded']), sig)
        : undefined;
    if (url === undefined) throw notFound();
    const picture = kept.get(url) ?? (await fetchPicture(deps, copilotId, url));
    kept.delete(url);
    kept.set(url, picture);
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT_AT_MOST) break;
      kept.delete(oldest);
    }
    res.set({
      'Content-Type': picture.mediaType,
      'Content-Disposition': 'attachment; filename="picture"',
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Cache-Control': `public, max-age=${HOLDS_SECONDS}`,
    });
    res.status(200).end(picture.data);
  };
}

async function fetchPicture(deps: ApiDeps, copilotId: string, url: string): Promise<Picture> {
  const data = await download(deps, copilotId, url);
  const mediaType = await pictureType(data);
  if (mediaType === undefined) throw notFound();
  return { data, mediaType };
}

/** From Zendesk's own host, which the operator has named, or from anywhere on the public internet. */
async function download(deps: ApiDeps, copilotId: string, url: string): Promise<Buffer> {
  if (await isAtZendesk(deps, copilotId, url)) return fromZendesk(url);
  try {
    const answer = await deps.outbound.request({
      url,
      method: 'GET',
      headers: { 'user-agent': 'zendesk-handoff' },
      timeoutMs: TIMEOUT_MS,
      maxResponseBytes: MAX_BYTES,
    });
    if (answer.status === 200 && !answer.truncated) return answer.body;
  } catch (error) {
    throw new HttpError('unavailable', 'The picture cannot be fetched just now.', { cause: error });
  }
  throw notFound();
}

async function isAtZendesk({ store, config }: ApiDeps, copilotId: string, url: string): Promise<boolean> {
  const connection = await store.connections.get(copilotId);
  if (connection === undefined) return false;
  return new URL(zendeskBaseUrl(config.zendeskApiUrl, connection.subdomain)).origin === new URL(url).origin;
}

/** Without credentials: pictures of people are public there. */
async function fromZendesk(url: string): Promise<Buffer> {
  try {
    const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (response.status !== 200 || response.body === null) throw notFound();
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      size += chunk.length;
      if (size > MAX_BYTES) throw notFound();
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    if (error instanceof HttpError) throw error;
    throw new HttpError('unavailable', 'The picture cannot be fetched just now.', { cause: error });
  }
}
