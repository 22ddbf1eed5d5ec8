// Adds what a registry that holds only this platform's packages makes npm leave out of package-lock.json. Run it after
// `npm install` there: `node --import tsx scripts/complete-lockfile.ts`. Elsewhere it finds nothing to do.
import { readFile, writeFile } from 'node:fs/promises';

export interface LockedPackage {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

export interface Lockfile {
  packages: Record<string, LockedPackage>;
}

const SYSTEMS: Record<string, string> = {
  ...{ darwin: 'darwin', linux: 'linux', win32: 'win32', windows: 'win32', android: 'android' },
  ...{ freebsd: 'freebsd', openbsd: 'openbsd', netbsd: 'netbsd', sunos: 'sunos', aix: 'aix' },
  ...{ openharmony: 'openharmony', fsevents: 'darwin' },
};
const PROCESSORS = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el'];

/**
 * `npm ci` refuses a lock file that lacks an optional package of any platform, although it would not install it. Those
 * entries get the version that their owner asks for and the platform that their name says; no integrity, which npm
 * takes from the registry where they are installed.
 * @returns the names that were added
 * @throws Error for a package whose name tells no platform
 */
export function completeLockfile(lock: Lockfile): string[] {
  const added: string[] = [];
  for (const [path, owner] of Object.entries({ ...lock.packages })) {
    for (const [name, range] of Object.entries(owner.optionalDependencies ?? {})) {
      if (isLocked(lock, path, name)) continue;
      const { os, cpu, libc } = platformOf(name);
      // In npm's own order of keys, so that its next run changes nothing.
      lock.packages[`node_modules/${name}`] = {
        version: range.replace(/^[^0-9]*/, ''),
        ...(cpu === undefined ? {} : { cpu }),
        ...(owner.dev === true ? { dev: true } : {}),
        ...(libc === undefined ? {} : { libc }),
        optional: true,
        os,
      };
      added.push(name);
    }
  }
  if (added.length > 0) {
    const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
    lock.packages = Object.fromEntries(sorted);
  }
  return added;
}

/** As Node looks it up: beside the owner, then in each folder above. */
function isLocked(lock: Lockfile, owner: string, name: string): boolean {
  for (let folder = owner; ; folder = folder.slice(0, Math.max(folder.lastIndexOf('/node_modules/'), 0))) {
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in lock.packages) return true;
    if (folder === '') return false;
  }
}

function platformOf(name: string): { os: string[]; cpu?: string[]; libc?: string[] } {
  const words = name.split(/[-/@]/);
  const system = words.map((word) => SYSTEMS[word]).find((os) => os !== undefined);
  if (system === undefined)
    throw new Error(`${name} is missing, and its name does not say for which platform it is`);
  const cpu = words.find((word) => PROCESSORS.includes(word));
  const libc = words.some((word) => word.startsWith('musl')) ? 'musl' : 'glibc';
  return {
    os: [system],
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(/musl|gnu/.test(name) ? { libc: [libc] } : {}),
  };
}

async function main(): Promise<void> {
  const lock = JSON.parse(await readFile('package-lock.json', 'utf8')) as Lockfile;
  const added = completeLockfile(lock);
  if (added.length > 0) await writeFile('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
  console.log(added.length === 0 ? 'Complete already.' : `Added: ${added.join(', ')}`);
}

if (require.main === module) {
  main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  });
}
