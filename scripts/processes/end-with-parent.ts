import { spawn, type ChildProcess } from 'node:child_process';

// Held by a pipe from us: when we are gone, even by kill -9, `read` comes back empty. Its own session, so that Ctrl-C in
// the terminal does not take it along.
const WATCH = `
trap '' INT TERM HUP
read -r word
[ "$word" = done ] && exit 0
sleep "$2"
kill -TERM "$1" 2>/dev/null || exit 0
i=0
while [ $i -lt 20 ]; do kill -0 "$1" 2>/dev/null || break; sleep 0.25; i=$((i+1)); done
kill -KILL "$1" 2>/dev/null
[ -n "$3" ] && rm -rf -- "$3"
exit 0
`;

/**
 * Makes a program that knows nothing of us end when we end: for programs that are not ours (Temporal, PostgreSQL).
 * Our own children use `end-with-supervisor.mjs`.
 * @param graceSeconds how long the program may outlive us, so that its clients can leave first.
 * @param removeDirectory deleted afterwards (throw-away databases).
 */
export function endWithParent(child: ChildProcess, graceSeconds = 0, removeDirectory = ''): void {
  if (child.pid === undefined) return;
  const watch = spawn(
    '/bin/sh',
    ['-c', WATCH, 'watch', String(child.pid), String(graceSeconds), removeDirectory],
    {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    },
  );
  watch.unref();
  (watch.stdin as unknown as { unref(): void }).unref();
  watch.on('error', () => undefined);
  watch.stdin.on('error', () => undefined);
  // The process id may be given to another program from now on.
  child.once('exit', () => watch.stdin.end('done\n'));
}
