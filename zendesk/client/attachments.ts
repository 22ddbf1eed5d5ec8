import { AttachmentsApi } from 'sunshine-conversations-client';
import type { Readable } from 'node:stream';
import { Agent, request } from 'undici';
import { toZendeskError } from '../errors';
import { BadAnswer } from '../errors/read-failure';
import { call, id } from './call';
import type { ConnectionClient } from './connection';
import { attachmentName } from './attachment-name';
import { attachmentAnswer } from './schemas';
import type { DownloadedAttachment, ZendeskClient, ZendeskClientSettings } from './types';

type AttachmentCalls = Pick<ZendeskClient, 'uploadAttachment' | 'downloadAttachment'>;

/** Sunshine's own limit for a file is 50 MB. */
const MAX_FILE_BYTES = 50_000_000;

export function attachmentCalls(
  client: ConnectionClient,
  settings: ZendeskClientSettings,
): AttachmentCalls & { close: () => void } {
  const api = new AttachmentsApi(client);
  const timeoutMs = client.timeout;
  const dispatcher = new Agent({
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: { timeout: timeoutMs },
    maxResponseSize: MAX_FILE_BYTES,
  });

  return {
    async uploadAttachment({ conversationId, name, mediaType, data }) {
      // Only a Buffer with a `name` is sent as a file with its name and type; everything else becomes a text field.
      const source = Object.assign(data.subarray(), { name: attachmentName(name, mediaType) });
      const upload = () =>
        api.uploadAttachmentWithHttpInfo(settings.appId, 'public', source, {
          _for: 'message',
          conversationId: id('conversationId', conversationId),
        });
      const { attachment } = await call('uploadAttachment', upload, attachmentAnswer);
      return { mediaUrl: attachment.mediaUrl, mediaType: attachment.mediaType ?? null };
    },

    async downloadAttachment(url) {
      if (!URL.canParse(url) || new URL(url).origin !== new URL(settings.baseUrl).origin) {
        return { kind: 'elsewhere', url };
      }
      try {
        return await fetchOwn(new URL(url));
      } catch (thrown) {
        throw toZendeskError('downloadAttachment', thrown);
      }
    },

    close: () => void dispatcher.destroy(),
  };

  async function fetchOwn(url: URL): Promise<DownloadedAttachment> {
    const key = Buffer.from(`${settings.keyId}:${settings.secret.reveal()}`).toString('base64');
    const headers = { authorization: `Basic ${key}` };
    // undici follows no redirects by itself: the next host must not see the key.
    const answer = await request(url.origin + url.pathname + url.search, { dispatcher, headers });
    const location = answer.headers['location'];
    if (answer.statusCode >= 300 && answer.statusCode < 400 && typeof location === 'string') {
      discard(answer.body);
      if (!URL.canParse(location, url.href)) throw new BadAnswer(answer.statusCode, 'redirected to no URL');
      return { kind: 'elsewhere', url: new URL(location, url).href };
    }
    if (answer.statusCode !== 200) {
      discard(answer.body);
      throw refusal(answer.statusCode, answer.headers);
    }
    const length = Number(answer.headers['content-length'] ?? Number.NaN);
    return {
      kind: 'file',
      body: answer.body,
      mediaType: mediaTypeOf(answer.headers['content-type']),
      sizeBytes: Number.isSafeInteger(length) ? length : null,
    };
  }
}

function mediaTypeOf(header: string | string[] | undefined): string | null {
  const type = typeof header === 'string' ? header.split(';')[0]?.trim().toLowerCase() : undefined;
  return type === undefined || type === '' ? null : type;
}

/** Destroying an unread body emits an error that nobody waits for. */
function discard(body: Readable): void {
  body.on('error', () => undefined).destroy();
}

/** A file that is gone or not ours to read says nothing of the connection: `not_found`, not `credentials`. */
function refusal(status: number, headers: Readonly<Record<string, unknown>>): Error {
  const isGone = status === 403 || status === 404 || status === 410;
  const body = isGone ? { errors: [{ code: 'attachment_not_found', title: 'The file is not there' }] } : {};
  return Object.assign(new Error('refused'), { status: isGone ? 404 : status, body, response: { headers } });
}
