import type { HttpAnswer } from './answers';

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT';
  url: string;
  token: string;
  body?: unknown;
}

const TIMEOUT_MS = 20_000;

/** One JSON call. @throws when there is no answer, or one that is not JSON */
export async function request({ method, url, token, body }: HttpRequest): Promise<HttpAnswer> {
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    // The token is all that opens anything: no cookies go along.
    credentials: 'omit',
    cache: 'no-store',
    referrerPolicy: 'no-referrer',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const retryAfterMs = retryAfter(response.headers.get('retry-after'));
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as unknown), retryAfterMs };
}

const NO_STALL_MS = 30_000;

/** A multipart upload of one file: `fetch` cannot tell how far it is. @throws when there is no answer */
export function upload(
  { url, token }: Pick<HttpRequest, 'url' | 'token'>,
  file: File,
  { onProgress, signal }: { onProgress: (fraction: number) => void; signal: AbortSignal },
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest();
    const fail = () => {
      clearTimeout(stalled);
      reject(new TypeError('the upload broke off'));
    };
    let stalled = setTimeout(() => call.abort(), NO_STALL_MS);
    const form = new FormData();
    form.append('file', file, file.name);
    call.open('POST', url);
    call.setRequestHeader('authorization', `Bearer ${token}`);
    call.upload.onprogress = ({ loaded, total }) => {
      clearTimeout(stalled);
      stalled = setTimeout(() => call.abort(), NO_STALL_MS);
      onProgress(total === 0 ? 0 : loaded / total);
    };
    call.onerror = fail;
    call.onabort = fail;
    signal.addEventListener('abort', () => call.abort());
    call.onload = () => {
      clearTimeout(stalled);
      try {
        const body: unknown = call.responseText === '' ? {} : JSON.parse(call.responseText);
        resolve({
          status: call.status,
          body,
          retryAfterMs: retryAfter(call.getResponseHeader('retry-after')),
        });
      } catch (error) {
        reject(error instanceof Error ? error : new Error('no JSON'));
      }
    };
    call.send(form);
  });
}

function retryAfter(header: string | null): number {
  const seconds = Number(header ?? 0);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 60) * 1000 : 0;
}
