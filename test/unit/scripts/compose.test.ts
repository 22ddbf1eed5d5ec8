import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { makeComposeSecrets } from '../../../scripts/compose-secrets';
import { devServerArguments } from '../../../scripts/dev-server';

interface Service {
  image?: string;
  build?: string;
  user?: string;
  command?: string[];
  read_only?: boolean;
  privileged?: boolean;
  network_mode?: string;
  cap_drop?: string[];
  cap_add?: string[];
  security_opt?: string[];
  mem_limit?: string;
  cpus?: number;
  pids_limit?: number;
  ports?: string[];
  volumes?: string[];
  networks?: string[];
  secrets?: string[];
  restart?: string;
  healthcheck?: unknown;
  environment?: Record<string, string>;
}

const root = join(__dirname, '../../..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const compose = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean }>;
  secrets: Record<string, { file?: string }>;
};
const services = Object.entries(compose.services);
const isPinned = (image: string): boolean => /(:v?\d+\.\d+(\.\d+)?[\w.-]*|@sha256:[0-9a-f]{64})$/.test(image);

describe.each(services)('S47: the service %s', (_name, service) => {
  it('has an image of an exact version', () => {
    expect(isPinned(service.image ?? '')).toBe(true);
  });

  it('does not run as root, cannot write its image, and cannot gain rights', () => {
    expect(service.user).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
    expect(service.security_opt).toContain('no-new-privileges:true');
    expect(service.cap_add).toBeUndefined();
    expect(service.privileged).toBeUndefined();
    expect(service.network_mode).toBeUndefined();
  });

  it('is limited in memory, processor time and processes', () => {
    expect(service.mem_limit).toMatch(/^\d+[mg]$/);
    expect(service.cpus).toBeGreaterThan(0);
    expect(service.pids_limit).toBeGreaterThan(0);
  });

  it('publishes ports on this machine only and does not reach the Docker socket', () => {
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
    expect((service.volumes ?? []).filter((volume) => volume.includes('docker.sock'))).toEqual([]);
  });

  it('gets secrets as files: none stands in its environment', () => {
    const telling = Object.keys(service.environment ?? {}).filter(
      (name) => /PASSWORD|SECRET|TOKEN|KEY|DATABASE_URL/.test(name) && !name.endsWith('_FILE'),
    );
    expect(telling).toEqual([]);
    for (const secret of service.secrets ?? []) {
      expect(compose.secrets[secret]?.file).toBe(`./.data/compose/${secret}`);
    }
  });

  it('says whether it is healthy, unless it is a job that ends', () => {
    if (service.restart === 'unless-stopped') expect(service.healthcheck).toBeDefined();
    else expect(service.restart).toMatch(/^on-failure:\d+$/);
  });

  it('mounts only files that are there', () => {
    const mounted = (service.volumes ?? []).filter((volume) => volume.startsWith('./'));
    for (const volume of mounted) {
      expect(volume).toMatch(/:ro$/);
      expect(existsSync(join(root, volume.split(':')[0] ?? ''))).toBe(true);
    }
  });
});

it('S47: the database and Temporal are on a network that leads nowhere', () => {
  expect(compose.networks['backend']).toEqual({ internal: true });
  expect(compose.services['postgres']?.networks).toEqual(['backend']);
  expect(compose.services['temporal']?.networks).toEqual(['backend']);
});

it('our services are the API and the worker, run as their npm scripts run them', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const ours = services.filter(([, { build }]) => build !== undefined);
  expect(ours.map(([name]) => name)).toEqual(['api', 'worker']);
  // Not by way of npm, which does not pass SIGTERM on: no worker would ever drain.
  for (const [name, { command }] of ours) expect(command?.join(' ')).toBe(scripts[name]);
});

it('S47: the image is of exact versions, runs as an ordinary user, and holds only what it names', () => {
  const lines = read('Dockerfile').split('\n');
  const bases = lines.filter((line) => line.startsWith('FROM ')).map((line) => line.split(' ')[1] ?? '');
  expect(bases.every(isPinned)).toBe(true);
  expect(lines.filter((line) => line.startsWith('USER ')).at(-1)).toBe('USER 1000:1000');
  const sources = lines
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap((line) => line.split(' ').slice(1, -1))
    .filter((word) => !word.startsWith('--'));
  const allowed = read('.dockerignore').split('\n');
  for (const source of sources) {
    expect(existsSync(join(root, source))).toBe(true);
    expect(allowed).toContain(`!${source}`);
  }
});

test('its Temporal has every setting that the dev server has', () => {
  const settings = parse(read('deploy/temporal/config/dynamicconfig/handoff.yaml')) as Record<
    string,
    { value: unknown }[]
  >;
  const line = devServerArguments({ port: 7233 });
  const ofDevServer = line.filter((_part, n) => line[n - 1] === '--dynamic-config-value');
  expect(ofDevServer.length).toBeGreaterThan(0);
  for (const setting of ofDevServer) {
    const [name = '', value] = setting.split('=');
    expect([name, String(settings[name]?.[0]?.value)]).toEqual([name, value]);
  }
});

describe('secrets of docker compose', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'handoff-compose-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are made once, all that the file names, in a folder that only its owner may enter', async () => {
    const target = join(folder, 'compose');
    const made = await makeComposeSecrets(target);
    expect(made.sort()).toEqual(Object.keys(compose.secrets).sort());
    expect(statSync(target).mode & 0o777).toBe(0o700);
    const password = readFileSync(join(target, 'handoff_db_password'), 'utf8');
    expect(readFileSync(join(target, 'DATABASE_URL'), 'utf8')).toContain(
      `:${password}@postgres:5432/handoff`,
    );
    expect(await makeComposeSecrets(target)).toEqual([]);
    expect(readFileSync(join(target, 'handoff_db_password'), 'utf8')).toBe(password);
  });

  it('become the environment of the program, whole, and of no other', () => {
    writeFileSync(join(folder, 'ADMIN_TOKEN'), "a 'quoted' $token");
    const print = 'process.stdout.write(process.env.ADMIN_TOKEN + "|" + process.argv[1])';
    const output = execFileSync(
      join(root, 'deploy/with-secrets.sh'),
      [process.execPath, '-e', print, 'two words'],
      { env: { ...process.env, SECRETS_DIR: folder }, encoding: 'utf8' },
    );
    expect(output).toBe("a 'quoted' $token|two words");
  });
});
