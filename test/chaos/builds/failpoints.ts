import { mkdirSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Patch } from './patch';

/** One crash point: where the process dies, before the line that `before` begins with, or after the whole of `after`. */
interface Failpoint {
  name: string;
  file: string;
  at: { before: string } | { after: string };
  /** Dies so much later than the line, when what the line began is under way. */
  laterMs?: number;
}

/** Reads and writes with a name of their own where the list has one line for two. */
export const FAILPOINTS: readonly Failpoint[] = [
  {
    name: 'C1-webhook',
    file: 'api/webhook/receive.ts',
    at: { before: '    const [failure] = await takeBatch(' },
  },
  {
    name: 'C1-message',
    file: 'api/handoffs/message.ts',
    at: { before: '  const sent = await signalHandoff(' },
  },
  {
    name: 'C2-webhook',
    file: 'api/webhook/receive.ts',
    at: { before: '      res.status(200).json({ accepted });' },
  },
  {
    name: 'C2-message',
    file: 'api/handoffs/message.ts',
    at: { before: '  return { status: 202, body: { message' },
  },
  {
    name: 'C3',
    file: 'api/webhook/batch.ts',
    at: { after: '      const ignored = await takeEvent(deps, sender, event);\n' },
  },
  {
    name: 'C4',
    file: 'api/admin/run-verification.ts',
    at: { before: '  await tellRestored(deps, connection);\n  return' },
  },
  { name: 'C5', file: 'api/sessions/stream.ts', at: { before: '      last = event.seq;\n' } },
  {
    name: 'C6',
    file: 'activities/relay/send-once.ts',
    at: { before: '  const sent = await underWay.during(' },
  },
  {
    name: 'C7',
    file: 'zendesk/client/messages.ts',
    at: { before: '    const { messages } = await call(' },
    laterMs: 300,
  },
  {
    name: 'C8',
    file: 'zendesk/client/messages.ts',
    at: { before: '    const { messages } = await call(' },
    laterMs: 300,
  },
  {
    name: 'C9',
    file: 'activities/relay/relay.ts',
    at: { before: '      await handoffs.settleUserMessage({\n' },
  },
  { name: 'C9-told', file: 'activities/relay/relay.ts', at: { before: '    return { n: message.n, ' } },
  {
    name: 'C10',
    file: 'activities/opening/conversation.ts',
    at: { before: '  return client.createConversation({' },
  },
  {
    name: 'C11',
    file: 'activities/opening/conversation.ts',
    at: { before: '    await store.handoffs.recordConversation(' },
  },
  {
    name: 'C12-seat',
    file: 'activities/opening/control.ts',
    at: {
      after: '        await client.passControl({ conversationId, switchboardIntegration: seatId });\n',
    },
  },
  {
    name: 'C12-agents',
    file: 'activities/opening/control.ts',
    at: { after: '          await client.passControl({ ...pass, metadata });\n' },
  },
  {
    name: 'C13',
    file: 'activities/callbacks/send.ts',
    at: { before: '        const settled = await settle(callback' },
  },
  {
    name: 'C14',
    file: 'workflows/handoff.ts',
    at: { before: '  return continueAsNew<typeof HandoffWorkflow>(run.state);' },
  },
  { name: 'C15', file: 'store/rewrap.ts', at: { before: '        await database.run((db) =>\n' } },
  {
    name: 'C17',
    file: 'workflows/handoff.ts',
    at: { before: '  return continueAsNew<typeof HandoffWorkflow>(run.state);' },
  },
];

/** A run changes over after this many signals, so that C14 and C17 are reached in seconds. */
const SHORT_RUNS: Patch = {
  file: 'workflows/state.ts',
  find: 'export const SIGNALS_PER_RUN = 3_000;',
  replace: 'export const SIGNALS_PER_RUN = 12;',
};

/** For API and worker: where a failpoint looks whether it is armed. */
export const FAILPOINT_FOLDER = 'CHAOS_FAILPOINTS';

/**
 * What a failpoint does: renames the file of its name, which only one process can, and kills whom the file names. Reaches the
 * process by way of a class that the workflow sandbox is lent by its host; in every other process that is the same.
 */
const FUNCTION = `
function failpoint(name: string): void {
  const host = (TextEncoder as any).constructor('return process')();
  const folder = host.env.${FAILPOINT_FOLDER};
  if (folder === undefined) return;
  const fs = host.getBuiltinModule('node:fs');
  const file = folder + '/' + name;
  if (!fs.existsSync(file)) return;
  const whom = fs.readFileSync(file, 'utf8');
  try {
    fs.renameSync(file, file + '.fired');
  } catch {
    return;
  }
  host.kill(whom === 'self' ? host.pid : Number(whom), 'SIGKILL');
}
`;

/** Patches that put every failpoint into a build. */
export function failpointPatches(points: readonly Failpoint[] = FAILPOINTS): Patch[] {
  const patches = new Map<string, Patch>();
  for (const { name, file, at, laterMs } of points) {
    const find = 'before' in at ? at.before : at.after;
    const call =
      laterMs === undefined
        ? `failpoint('${name}');\n`
        : `setTimeout(() => failpoint('${name}'), ${laterMs});\n`;
    const known = patches.get(`${file} ${find}`) ?? { file, find, replace: find };
    const replace = 'before' in at ? call + known.replace : known.replace + call;
    patches.set(`${file} ${find}`, { file, find, replace });
  }
  return [SHORT_RUNS, ...patches.values()];
}

/** The text that is put at the end of every file with a failpoint. */
export const failpointFunction = FUNCTION;

/** The switches of a build with failpoints. */
export function createSwitches(folder: string) {
  mkdirSync(folder, { recursive: true });
  return {
    env: { [FAILPOINT_FOLDER]: folder },
    /** The next process that comes by dies there; or, with a pid, that one does. */
    arm: (name: string, whom: number | 'self' = 'self') => writeFileSync(join(folder, name), String(whom)),
    hasFired: (name: string) => existsSync(join(folder, `${name}.fired`)),
  };
}
