// Part of `npm run types`: each browser part has a tsconfig.json of its own, with the DOM and its kind of JSX.
import { join } from 'node:path';
import { runCommand } from './processes/run-command';
import { findWebParts } from './web/sources';

const ROOT = join(__dirname, '..');
const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
const CHECK_MS = 300_000;

async function main(): Promise<boolean> {
  let good = true;
  for (const part of await findWebParts(ROOT)) {
    const result = await runCommand(process.execPath, [TSC, '--noEmit', '--project', join('web', part)], {
      timeoutMs: CHECK_MS,
      cwd: ROOT,
    });
    if (result.ok) continue;
    good = false;
    console.error(`${result.output}\nweb/${part}: ${result.reason.split(':')[0] ?? ''}`);
  }
  return good;
}

void main().then((good) => process.exit(good ? 0 : 1));
