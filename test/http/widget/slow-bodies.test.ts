import { connect } from 'node:net';
import { limitsOf } from '../../../api/deps';
import { startWidgetScene, type Begun, type WidgetScene } from './scene';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const BOUNDARY = 'a-boundary';

const formOf = (file: Buffer) =>
  Buffer.concat([
    Buffer.from(
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n` +
        'Content-Type: image/png\r\n\r\n',
    ),
    file,
    Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
  ]);

interface Pace {
  /** From one piece to the next. */
  everyMs: number;
  pieces: number;
  /** After so many pieces nothing more comes. */
  stopAfter?: number;
}

describe('bodies that come slowly', () => {
  let scene: WidgetScene;
  let hasty: WidgetScene;
  beforeAll(async () => {
    scene = await startWidgetScene();
    hasty = await startWidgetScene({ bodyMs: 500, uploadStallMs: 500 });
  });
  afterAll(async () => {
    await scene.close();
    await hasty.close();
  });

  const upload = (session: Begun, token = session.token) => ({
    path: `/api/v1/widget/sessions/${session.id}/attachments`,
    token,
    type: `multipart/form-data; boundary=${BOUNDARY}`,
    body: formOf(PNG),
  });
  const words = (session: Begun) => ({
    path: `/api/v1/widget/sessions/${session.id}/messages`,
    token: session.token,
    type: 'application/json',
    body: Buffer.from(JSON.stringify({ id: 'slow', text: 'x'.repeat(200) })),
  });

  /** POSTs piece by piece. @returns the status, 0 for none, and when the connection ended or the answer came */
  function post(
    { url }: WidgetScene,
    { path, token, type, body }: ReturnType<typeof upload>,
    { everyMs, pieces, stopAfter = pieces }: Pace,
  ): Promise<{ status: number; afterMs: number }> {
    const startedAt = Date.now();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Type: ${type}\r\n` +
        `Content-Length: ${body.length}\r\n\r\n`,
    );
    const size = Math.ceil(body.length / pieces);
    let sent = 0;
    const drip = setInterval(() => {
      if (sent < stopAfter) socket.write(body.subarray(sent * size, (sent + 1) * size));
      sent += 1;
    }, everyMs);
    return new Promise((resolve) => {
      let answer = '';
      const done = () => {
        clearInterval(drip);
        socket.destroy();
        resolve({
          status: Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0),
          afterMs: Date.now() - startedAt,
        });
      };
      socket.on('data', (chunk: Buffer) => {
        answer += chunk.toString();
        // A refusal may come before the body is in; the rest of it is still read, or cut.
        if (answer.startsWith('HTTP/1.1 2')) done();
      });
      socket.on('error', done);
      socket.on('close', done);
    });
  }

  it('S10, R33: a file may take half a minute to come; words that drip are cut after 15 s', async () => {
    const session = await (await scene.copilot()).begin();
    const pace = { everyMs: 1_000, pieces: 25 };
    const [file, said] = await Promise.all([
      post(scene, upload(session), pace),
      post(scene, words(session), pace),
    ]);
    expect(file.status).toBe(201);
    expect(file.afterMs).toBeGreaterThan(24_000);
    expect(said.status).toBe(408);
    expect(said.afterMs).toBeGreaterThanOrEqual(15_000);
    expect(said.afterMs).toBeLessThan(20_000);
    expect(await session.events()).toEqual([]);
    expect(limitsOf(scene.deps)).toMatchObject({ bodyMs: 15_000, uploadStallMs: 15_000 });
  }, 60_000);

  it('S10: an upload that stands still is cut, and one that goes on is not', async () => {
    const session = await (await hasty.copilot()).begin();
    const pace = { everyMs: 150, pieces: 12 };
    const [whole, half] = await Promise.all([
      post(hasty, upload(session), pace),
      post(hasty, upload(session), { ...pace, stopAfter: 4 }),
    ]);
    expect(whole.status).toBe(201);
    expect(half.status).toBe(408);
    expect(half.afterMs).toBeLessThan(5_000);
  });

  it('S10: who has no key gets no patience for a file either', async () => {
    const session = await (await hasty.copilot()).begin();
    const { afterMs } = await post(hasty, upload(session, `st_${'A'.repeat(43)}`), {
      everyMs: 200,
      pieces: 50,
    });
    expect(afterMs).toBeGreaterThanOrEqual(500);
    expect(afterMs).toBeLessThan(5_000);
  });
});
