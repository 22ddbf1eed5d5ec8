import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/*
 * As much of S3 as files need: objects of one bucket in memory, by path style. Every request's signature (AWS Signature
 * Version 4) is computed anew out of what came over the wire, by hand and not by the client's own library.
 */

interface S3Object {
  data: Buffer;
  mediaType: string | undefined;
}

interface S3Options {
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}

class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

export async function startS3(options: S3Options) {
  const objects = new Map<string, S3Object>();
  const requests: { method: string; headers: IncomingMessage['headers'] }[] = [];
  let isAway = false;
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      requests.push({ method: req.method ?? '', headers: req.headers });
      if (isAway) {
        res.destroy();
        return;
      }
      try {
        serve(req, Buffer.concat(chunks), res);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        res.writeHead(error.status, { 'content-type': 'application/xml' });
        res.end(`<?xml version="1.0"?><Error><Code>${error.code}</Code><Message>no</Message></Error>`);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  function serve(req: IncomingMessage, body: Buffer, res: ServerResponse): void {
    const url = new URL(req.url ?? '/', 'http://s3.test');
    checkSignature(options, req, url, body);
    const [, bucket, ...path] = url.pathname.split('/');
    if (bucket !== options.bucket) throw new Refusal(404, 'NoSuchBucket');
    const key = path.map(decodeURIComponent).join('/');
    if (req.method === 'PUT') {
      objects.set(key, { data: body, mediaType: req.headers['content-type'] });
      res.writeHead(200, { etag: `"${createHash('md5').update(body).digest('hex')}"` }).end();
      return;
    }
    const found = objects.get(key);
    if (req.method !== 'GET') throw new Refusal(405, 'MethodNotAllowed');
    if (found === undefined) throw new Refusal(404, 'NoSuchKey');
    res.writeHead(200, { 'content-type': found.mediaType, 'content-length': found.data.length });
    res.end(found.data);
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    requests,
    /** Breaks every connection until it is back. */
    away: (away: boolean) => (isAway = away),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
export type S3 = Awaited<ReturnType<typeof startS3>>;

const MAX_SKEW_MS = 15 * 60_000;

/** @throws what S3 answers to a request that this secret did not sign */
function checkSignature(options: S3Options, req: IncomingMessage, url: URL, body: Buffer): void {
  const given =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      req.headers.authorization ?? '',
    );
  if (given === null) throw new Refusal(403, 'AccessDenied');
  const [, accessKeyId, day = '', region = '', signedHeaders = '', signature = ''] = given;
  if (accessKeyId !== options.accessKeyId) throw new Refusal(403, 'InvalidAccessKeyId');
  if (region !== options.region) throw new Refusal(400, 'AuthorizationHeaderMalformed');
  const at = String(req.headers['x-amz-date']);
  const ms = Date.parse(at.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!at.startsWith(day) || !(Math.abs(ms - Date.now()) < MAX_SKEW_MS))
    throw new Refusal(403, 'RequestTimeTooSkewed');
  const bodyHash = String(req.headers['x-amz-content-sha256']);
  // Other makers' S3 takes no body in signed chunks with a checksum behind it.
  if (bodyHash.startsWith('STREAMING-')) throw new Refusal(501, 'NotImplemented');
  if (bodyHash !== sha256(body)) throw new Refusal(400, 'XAmzContentSHA256Mismatch');
  const names = signedHeaders.split(';');
  for (const name of ['host', 'x-amz-date', 'x-amz-content-sha256'])
    if (!names.includes(name)) throw new Refusal(403, 'AccessDenied');
  const query = [...url.searchParams]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort()
    .join('&');
  const headers = names.map((name) => `${name}:${String(req.headers[name]).trim()}\n`).join('');
  const canonical = [req.method, url.pathname, query, headers, signedHeaders, bodyHash].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', at, scope, sha256(canonical)].join('\n');
  const key = [day, region, 's3', 'aws4_request'].reduce(
    (secret: Buffer, part) => hmac(secret, part),
    Buffer.from(`AWS4${options.secretAccessKey}`),
  );
  if (!timingSafeEqual(hmac(key, toSign), Buffer.from(signature, 'hex')))
    throw new Refusal(403, 'SignatureDoesNotMatch');
}

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();
