import type { StartSettings } from './settings';

/** The box at the end of a start: where everything is. */
export function summary(settings: StartSettings, adminToken: string, startMs: number): string {
  const base = `http://localhost:`;
  const temporal =
    settings.temporalAddress === undefined
      ? `${base}${settings.uiPort}`
      : `that of the Temporal server at ${settings.temporalAddress}`;
  const rows = [
    ['Shop page with the widget (you are the visitor)', `${base}${settings.examplePort}/shop`],
    ['Chat page by the API (the same)', `${base}${settings.examplePort}`],
    ['Agent page (you are the agent)', `${base}${settings.simulatorPort}/workspace`],
    ['Temporal UI', temporal],
    ['Settings (you are the admin)', `${base}${settings.apiPort}/settings`],
    ['API docs', `${base}${settings.apiPort}/api/docs`],
    ['Admin token', adminToken],
  ] as const;
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = [
    `Ready in ${(startMs / 1000).toFixed(1)} s. Ctrl-C stops everything; the data stays in ${settings.dataDir}.`,
    '',
    ...rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`),
  ];
  const inner = Math.max(...lines.map((line) => line.length));
  const edge = '─'.repeat(inner + 2);
  return [`┌${edge}┐`, ...lines.map((line) => `│ ${line.padEnd(inner)} │`), `└${edge}┘`].join('\n');
}
