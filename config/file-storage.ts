import { join } from 'node:path';
import type { Disk } from 'flydrive';
import type { Secret } from './secret';

/** Where the bytes of files are kept. */
export type FileStorageSettings =
  | { kind: 'disk'; folder: string }
  | {
      kind: 's3';
      bucket: string;
      region: string;
      endpoint: string | undefined;
      /** Absent: the AWS SDK looks for credentials by itself. */
      credentials: { accessKeyId: string; secretAccessKey: Secret } | undefined;
      forcePathStyle: boolean;
    };

/** `missing`: there is no such file. `unavailable`: the disk or bucket is away, or does not take our credentials. */
export class FileStorageError extends Error {
  override readonly name = 'FileStorageError';
  readonly kind: 'missing' | 'unavailable';

  /** @param cause of flydrive, which wraps what the disk or the bucket said */
  constructor(what: 'stored' | 'read', cause: unknown) {
    const said = reasonIn(cause);
    super(`A file could not be ${what}${said === undefined ? '' : ` (${said})`}.`, { cause });
    this.kind = what === 'read' && said !== undefined && MISSING.has(said) ? 'missing' : 'unavailable';
  }
}

const MISSING: ReadonlySet<string> = new Set(['NoSuchKey', 'NotFound', 'ENOENT']);

/** A code such as `SignatureDoesNotMatch` or `ENOENT`: what an operator looks up, and nothing that a user wrote. */
function reasonIn(thrown: unknown): string | undefined {
  const { cause } = thrown as { cause?: { name?: unknown; code?: unknown } };
  const codes = [cause?.code, cause?.name].filter((code) => typeof code === 'string');
  return codes.find((code) => /^[A-Za-z0-9_]{2,60}$/.test(code) && code !== 'Error');
}

export interface FileStorage {
  /** @throws FileStorageError `unavailable` */
  put(key: string, data: Buffer, mediaType: string): Promise<void>;
  /** @throws FileStorageError */
  get(key: string): Promise<Buffer>;
}

/** @returns a storage that is opened at its first use: flydrive is an ES module, which is imported late. */
export function createFileStorage(settings: FileStorageSettings): FileStorage {
  let opened: Promise<Disk> | undefined;
  const disk = (): Promise<Disk> => (opened ??= open(settings));
  return {
    async put(key, data, mediaType) {
      try {
        await (await disk()).put(key, data, { contentType: mediaType, visibility: 'private' });
      } catch (thrown) {
        throw new FileStorageError('stored', thrown);
      }
    },
    async get(key) {
      try {
        return Buffer.from(await (await disk()).getBytes(key));
      } catch (thrown) {
        throw new FileStorageError('read', thrown);
      }
    },
  };
}

async function open(settings: FileStorageSettings): Promise<Disk> {
  const { Disk: FlyDisk } = await import('flydrive');
  if (settings.kind === 'disk') {
    const { FSDriver } = await import('flydrive/drivers/fs');
    return new FlyDisk(new FSDriver({ location: join(settings.folder), visibility: 'private' }));
  }
  const { S3Driver } = await import('flydrive/drivers/s3');
  const { bucket, region, endpoint, credentials, forcePathStyle } = settings;
  return new FlyDisk(
    new S3Driver({
      bucket,
      region,
      forcePathStyle,
      visibility: 'private',
      // Other makers' S3 knows no ACLs and no checksums beyond what is required.
      supportsACL: false,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(credentials === undefined
        ? {}
        : {
            credentials: {
              accessKeyId: credentials.accessKeyId,
              secretAccessKey: credentials.secretAccessKey.reveal(),
            },
          }),
    }),
  );
}
