import { randomBytes } from 'node:crypto';
import { createFiles } from '../../../config/files';
import { createFileStorage, FileStorageError, type FileStorageSettings } from '../../../config/file-storage';
import { Secret } from '../../../config/secret';
import { startS3, type S3 } from '../../support/s3';
import { call, type ErrorAnswer } from '../api/client';
import { startScene } from '../api/scene';
import { begin } from '../widget/scene';

type S3Settings = Extract<FileStorageSettings, { kind: 's3' }>;

const ID = 'AKIDEXAMPLE';
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const credentials = (id: string, secret: string) => ({
  accessKeyId: id,
  secretAccessKey: new Secret(secret),
});

let s3: S3;
beforeAll(async () => {
  s3 = await startS3({ bucket: 'files', region: 'eu-central-1', accessKeyId: ID, secretAccessKey: SECRET });
});
afterAll(() => s3.close());
afterEach(() => s3.away(false));

function settings(change: Partial<S3Settings> = {}): S3Settings {
  return {
    kind: 's3',
    bucket: 'files',
    region: 'eu-central-1',
    endpoint: s3.url,
    credentials: credentials(ID, SECRET),
    forcePathStyle: true,
    ...change,
  };
}

const storage = (change?: Partial<S3Settings>) => createFileStorage(settings(change));
const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'it succeeded',
    (thrown: unknown) => thrown,
  );

it('what is put is got again to the byte, with its type, signed for this bucket, without ACLs and checksums', async () => {
  const files = storage();
  const large = randomBytes(3_000_000);
  await files.put('cop_1/a-b_1', large, 'image/png');
  await files.put('cop_1/empty', Buffer.alloc(0), 'text/plain');
  expect((await files.get('cop_1/a-b_1')).equals(large)).toBe(true);
  expect(await files.get('cop_1/empty')).toHaveLength(0);
  expect(s3.objects.get('cop_1/a-b_1')?.mediaType).toBe('image/png');
  await files.put('cop_1/a-b_1', Buffer.from('other'), 'text/plain');
  expect((await files.get('cop_1/a-b_1')).toString()).toBe('other');
  const sent = s3.requests.flatMap(({ headers }) => Object.keys(headers));
  // Other makers' S3 knows neither.
  expect(sent.filter((name) => /acl|checksum-(?!mode)|trailer|algorithm/.test(name))).toEqual([]);
});

it.each<[string, Partial<S3Settings>]>([
  ['SignatureDoesNotMatch', { credentials: credentials(ID, 'wrong') }],
  ['InvalidAccessKeyId', { credentials: credentials('AKIDOTHER', SECRET) }],
  ['NoSuchBucket', { bucket: 'other' }],
  ['AuthorizationHeaderMalformed', { region: 'us-east-1' }],
])('%s is named in the error, the secret is not', async (code, change) => {
  const files = storage(change);
  const put = files.put('cop_1/x', Buffer.from('x'), 'text/plain');
  for (const error of await Promise.all([put, files.get('cop_1/x')].map(failure))) {
    expect(error).toBeInstanceOf(FileStorageError);
    expect(error).toMatchObject({ kind: 'unavailable' });
    expect((error as Error).message).toContain(`(${code})`);
    expect((error as Error).message).not.toContain(change.credentials?.secretAccessKey.reveal() ?? SECRET);
  }
  expect(s3.objects.has('cop_1/x')).toBe(false);
});

it('an object that is not there is missing; a bucket that is away is unavailable', async () => {
  expect(await failure(storage().get('cop_1/none'))).toMatchObject({ kind: 'missing' });
  s3.away(true);
  expect(await failure(storage().get('cop_1/none'))).toMatchObject({ kind: 'unavailable' });
});

it('through the API: uploaded into the bucket, opened out of it; away is a 503, gone a 404', async () => {
  const keys = [new Secret(randomBytes(32).toString('base64'))];
  const config = { encryptionKeys: keys, maxFileBytes: 1_000_000, files: settings() };
  const scene = await startScene({ files: createFiles({ ...config, publicUrl: 'https://handoff.example' }) });
  const { copilot } = await scene.store.copilots.create({ name: 'Acme' });
  const session = await begin(scene.url, copilot.publicToken);
  const path = `/api/v1/widget/sessions/${session.id}/attachments`;
  const upload = () => {
    const form = new FormData();
    form.append('file', new Blob(['hello'], { type: 'text/plain' }), 'a.txt');
    return fetch(`${scene.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${session.token}` },
      body: form,
    });
  };
  s3.objects.clear();
  const made = await upload();
  expect(made.status).toBe(201);
  const { attachment } = (await made.json()) as { attachment: { url: string } };
  const [key = ''] = s3.objects.keys();
  expect(key.startsWith(`${copilot.id}/`)).toBe(true);
  const open = () =>
    call<ErrorAnswer>(scene.url, 'GET', attachment.url.replace('https://handoff.example', ''));
  expect(await open()).toMatchObject({ status: 200, text: 'hello' });

  s3.away(true);
  for (const answer of [await open(), await upload()]) {
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  }
  s3.away(false);
  s3.objects.clear();
  expect((await open()).body.error.code).toBe('not_found');
  expect(scene.logs.join()).not.toContain(SECRET);
  await scene.close();
});
