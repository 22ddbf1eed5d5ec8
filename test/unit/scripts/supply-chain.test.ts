import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { completeLockfile, type LockedPackage, type Lockfile } from '../../../scripts/complete-lockfile';

interface Entry extends LockedPackage {
  resolved?: string;
  integrity?: string;
  link?: boolean;
  hasInstallScript?: boolean;
  dependencies?: Record<string, string>;
}

const root = join(__dirname, '../../..');
const readLock = (): Lockfile & { packages: Record<string, Entry> } =>
  JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lockfile & {
    packages: Record<string, Entry>;
  };
const { packages } = readLock();
const installed = Object.entries(packages).filter(([path]) => path.includes('node_modules/'));
const nameOf = (path: string): string =>
  path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** Whether `version` is `floor` or above. */
function reaches(version: string, floor: string): boolean {
  return version.localeCompare(floor, 'en', { numeric: true }) >= 0;
}

/** Everything that installing `name` brings along, as Node finds it from there. */
function broughtBy(name: string): Set<string> {
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const dependency of Object.keys(packages[path]?.dependencies ?? {})) {
      let folder = path;
      while (folder !== '' && !(`${folder}/node_modules/${dependency}` in packages)) {
        folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0));
      }
      visit(`${folder === '' ? '' : `${folder}/`}node_modules/${dependency}`);
    }
  };
  visit(`node_modules/${name}`);
  return new Set([...seen].map(nameOf));
}

it('S48: the lock file names no registry host, so that it installs from any', () => {
  const addresses = Object.values(packages)
    .map(({ resolved }) => resolved)
    .filter((resolved) => resolved !== undefined && /^[a-z+]+:/.test(resolved));
  expect(addresses).toEqual([]);
});

it('S48: every package that this platform installs is locked by a sha512', () => {
  const open = installed.filter(
    ([, { link, integrity, optional }]) => link !== true && optional !== true && integrity === undefined,
  );
  expect(open.map(([path]) => path)).toEqual([]);
  const weak = installed.filter(
    ([, { integrity }]) => integrity !== undefined && !integrity.startsWith('sha512-'),
  );
  expect(weak.map(([path]) => path)).toEqual([]);
});

it('S48: `npm ci` works on every platform: no optional package of another one is left out of the lock file', () => {
  expect(completeLockfile(readLock())).toEqual([]);
});

it.each([
  ['superagent', '10.4.0'],
  ['form-data', '4.0.4'],
  ['formidable', '3.5.4'],
  ['cookiejar', '2.1.4'],
  ['qs', '6.14.1'],
])('S48: every %s is %s or newer (faults are known in older ones)', (name, floor) => {
  const versions = installed
    .filter(([path]) => nameOf(path) === name)
    .map(([, { version }]) => version ?? '0');
  expect(versions).not.toEqual([]);
  expect(versions.filter((version) => !reaches(version, floor))).toEqual([]);
});

it('S48: the Sunshine client brings our empty @babel/cli and nothing else of Babel', () => {
  const brought = [...broughtBy('sunshine-conversations-client')];
  expect(brought).toContain('superagent');
  expect(brought.filter((name) => name.startsWith('@babel/'))).toEqual(['@babel/cli']);
  expect(packages['node_modules/@babel/cli']).toMatchObject({
    link: true,
    resolved: 'scripts/stubs/babel-cli',
  });
  const stub: unknown = JSON.parse(readFileSync(join(root, 'scripts/stubs/babel-cli/package.json'), 'utf8'));
  expect(stub).not.toHaveProperty('dependencies');
  expect(stub).not.toHaveProperty('scripts');
});

it('S48: only packages that we know run a script when they are installed', () => {
  const running = installed.filter(([, { hasInstallScript }]) => hasInstallScript === true);
  const known = ['@parcel/watcher', '@scarf/scarf', '@swc/core', 'esbuild', 'fsevents', 'protobufjs'];
  expect([...new Set(running.map(([path]) => nameOf(path)))].filter((name) => !known.includes(name))).toEqual(
    [],
  );
});

describe('completing a lock file', () => {
  const lock = (): Lockfile => ({
    packages: {
      '': {},
      'node_modules/fast': {
        version: '1.0.0',
        dev: true,
        optionalDependencies: {
          '@fast/linux-x64-gnu': '1.0.0',
          '@fast/darwin-arm64': '1.0.0',
          fsevents: '^2.3.3',
        },
      },
      'node_modules/@fast/linux-x64-gnu': { version: '1.0.0', optional: true },
    },
  });

  it('adds the packages of other platforms with their platform, and only those', () => {
    const completed = lock();
    expect(completeLockfile(completed)).toEqual(['@fast/darwin-arm64', 'fsevents']);
    expect(completed.packages['node_modules/@fast/darwin-arm64']).toEqual({
      version: '1.0.0',
      os: ['darwin'],
      cpu: ['arm64'],
      dev: true,
      optional: true,
    });
    expect(completed.packages['node_modules/fsevents']).toMatchObject({ version: '2.3.3', os: ['darwin'] });
    expect(completeLockfile(completed)).toEqual([]);
  });
});
