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

export interface FileStorage {
  put(key: string, data: Buffer, mediaType: string): Promise<void>;
  /** Rejects when it is not there. */
  get(key: string): Promise<Buffer>;
}

/** @returns a storage that is opened at its first use: flydrive is an ES module, which is imported late. */
export function createFileStorage(settings: FileStorageSettings): FileStorage {
  let opened: Promise<Disk> | undefined;
  const disk = (): Promise<Disk> => (opened ??= open(settings));
  return {
    async put(key, data, mediaType) {
      await (await disk()).put(key, data, { contentType: mediaType, visibility: 'private' });
    },
    async get(key) {
      return Buffer.from(await (await disk()).getBytes(key));
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
