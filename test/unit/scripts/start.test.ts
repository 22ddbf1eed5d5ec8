import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { portState } from '../../../scripts/processes/ports';
import { checkPorts, wantedPorts } from '../../../scripts/start/check-ports';
import { readableLine } from '../../../scripts/start/print-line';
import { loadSecrets } from '../../../scripts/start/secrets';
import { readSettings } from '../../../scripts/start/settings';
import { summary } from '../../../scripts/start/summary';
import { freePort } from '../../support/ports';

const variables = ['ENCRYPTION_KEYS', 'ADMIN_TOKEN', 'PORT', 'TEMPORAL_ADDRESS', 'LOG_LEVEL', 'DATA_DIR'];
const kept = Object.fromEntries(variables.map((name) => [name, process.env[name]]));
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'handoff-start-'));
  for (const name of variables) Reflect.deleteProperty(process.env, name);
});
afterEach(async () => {
  for (const [name, value] of Object.entries(kept)) {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
  await rm(folder, { recursive: true, force: true });
});

describe('secrets of npm start', () => {
  it('are made once, in a file that only its owner can read', async () => {
    const first = await loadSecrets(join(folder, 'data'));
    expect(Buffer.from(first.encryptionKeys, 'base64')).toHaveLength(32);
    expect(first.adminToken.length).toBeGreaterThanOrEqual(32);
    expect((await stat(join(folder, 'data', 'secrets.json'))).mode & 0o777).toBe(0o600);
    expect(await loadSecrets(join(folder, 'data'))).toEqual(first);
  });

  it('are not made where the environment sets both', async () => {
    process.env['ENCRYPTION_KEYS'] = 'keys';
    process.env['ADMIN_TOKEN'] = 'token';
    expect(await loadSecrets(folder)).toEqual({ encryptionKeys: 'keys', adminToken: 'token' });
    await expect(readFile(join(folder, 'secrets.json'))).rejects.toThrow('ENOENT');
  });

  it('are never replaced when their file is broken: what is stored could not be read any more', async () => {
    await writeFile(join(folder, 'secrets.json'), '{"encryptionKeys":"x');
    await expect(loadSecrets(folder)).rejects.toThrow(/Restore it/);
    expect(await readFile(join(folder, 'secrets.json'), 'utf8')).toBe('{"encryptionKeys":"x');
  });
});

describe('ports of npm start', () => {
  let server: Server;
  let port: number;
  beforeEach(async () => {
    port = await freePort();
    server = createServer();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it('a port in use is named with its part and the variable that changes it', async () => {
    expect(await portState(port)).toBe('in use');
    const wanted = [{ port, what: 'the API', variable: 'PORT' }];
    await expect(checkPorts(wanted, 0)).rejects.toThrow(
      `Port ${port} for the API is in use: stop the program that uses it, or set PORT to another one. Nothing was started.`,
    );
  });

  it('after a run that was killed, its ports get time to become free', async () => {
    setTimeout(() => server.close(), 300);
    await expect(checkPorts([{ port, what: 'the API', variable: 'PORT' }], 5_000)).resolves.toBeUndefined();
  });

  it('two parts on one port are refused', async () => {
    const wanted = ['PORT', 'EXAMPLE_PORT'].map((variable) => ({ port: 1234, what: 'a part', variable }));
    await expect(checkPorts(wanted, 0)).rejects.toThrow('Port 1234 is wanted twice; change EXAMPLE_PORT.');
  });

  it('with TEMPORAL_ADDRESS no port of a dev server is wanted', () => {
    expect(wantedPorts(readSettings()).map(({ port: wanted }) => wanted)).toEqual([
      3000, 4010, 4020, 7233, 8233,
    ]);
    process.env['TEMPORAL_ADDRESS'] = 'temporal.test:7233';
    expect(wantedPorts(readSettings()).map(({ port: wanted }) => wanted)).toEqual([3000, 4010, 4020]);
  });
});

describe('settings of npm start', () => {
  it.each([
    ['PORT', '70000', 'PORT must be a port from 1 to 65535, not "70000".'],
    ['PORT', 'http', 'PORT must be a port from 1 to 65535, not "http".'],
    ['LOG_LEVEL', 'loud', /LOG_LEVEL must be one of .*, not "loud"/],
  ])('%s=%s is refused in words', (name, value, message) => {
    process.env[name] = value;
    expect(readSettings).toThrow(message);
  });

  it('DATA_DIR becomes absolute, because the parts run elsewhere', () => {
    process.env['DATA_DIR'] = 'somewhere';
    expect(readSettings().dataDir).toBe(join(process.cwd(), 'somewhere'));
  });
});

describe('lines of the parts', () => {
  const line = (level: string): string =>
    JSON.stringify({
      level,
      time: '2026-11-24T04:40:53.123Z',
      part: 'app',
      msg: 'it broke',
      sessionId: 's1',
    });

  it('below the threshold are left out, others are made readable', () => {
    expect(readableLine('app', line('info'), 'warn', true)).toBeUndefined();
    expect(readableLine('app', line('warn'), 'warn', true)).toBe(
      '[app]       04:40:53 WARN  it broke sessionId=s1',
    );
  });

  it("Temporal's capital levels are understood, and a level nobody knows is shown", () => {
    expect(readableLine('temporal', line('WARN'), 'error', false)).toBeUndefined();
    expect(readableLine('temporal', line('ERROR'), 'error', false)).toContain('ERROR it broke');
    expect(readableLine('app', line('alarm'), 'error', false)).toContain('ALARM it broke');
  });

  it('an error is shown by name and message, a crash as it is', () => {
    const failed = JSON.stringify({
      level: 'error',
      time: '',
      msg: 'no',
      err: { name: 'TypeError', message: 'x', stack: 'long' },
    });
    expect(readableLine('app', failed, 'warn', true)).toContain('no (TypeError: x)');
    expect(readableLine('app', 'SyntaxError: bad', 'warn', true)).toBe('[app]       SyntaxError: bad');
    expect(readableLine('temporal', 'CLI 1.5.1', 'error', false)).toBeUndefined();
  });
});

it('the box says where everything is, and how long it took', () => {
  const box = summary(readSettings(), 'the-token', 4_321);
  for (const text of [
    'Ready in 4.3 s',
    'http://localhost:4020',
    'http://localhost:4010/workspace',
    'http://localhost:8233',
    'http://localhost:3000/settings',
    'http://localhost:3000/api/docs',
    'the-token',
  ]) {
    expect(box).toContain(text);
  }
  expect(new Set(box.split('\n').map((row) => row.length)).size).toBe(1);
});
