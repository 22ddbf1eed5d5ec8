import type { Growth } from '../measure/history';
import type { Idle } from '../measure/idle';
import type { Burst } from '../measure/loads';
import type { PathFigures } from '../measure/paths';
import type { Sample } from '../measure/stats';

export interface Results {
  title: string;
  paths: PathFigures[];
  openings: { atOnce: number; sample: Sample }[];
  atRate: { perSecond: number; sample: Sample };
  burst: Burst;
  /** From Zendesk's webhook to the widget's live line, and the floor at the same rate. */
  widgets: { count: number; perSecond: number; sample: Sample; floor: Sample };
  growth: Growth[];
  idle: Idle[];
}

/** What one server gave, as Markdown. */
export function tables(results: Results): string {
  const { atRate, burst, widgets } = results;
  return [
    `### ${results.title}`,
    table(
      ['at once', 'path', 'messages/s', 'p50', 'p95', 'p99', 'throughput ÷ floor', 'p50 ÷ floor'],
      results.paths.map((row) => [
        row.atOnce,
        row.name,
        row.sample.perSecond.toFixed(1),
        ...times(row.sample),
        row.throughputRatio.toFixed(2),
        row.p50Ratio.toFixed(2),
      ]),
    ),
    cpuTable(results.paths),
    table(
      ['at once', 'start → ticket, per second', 'p50', 'p95', 'p99'],
      results.openings.map(({ atOnce, sample }) => [atOnce, sample.perSecond.toFixed(1), ...times(sample)]),
    ),
    table(
      ['webhooks', 'acknowledged p50', 'p95', 'p99', 'all acknowledged', 'all in their sessions'],
      [
        [`${atRate.perSecond} a second`, ...times(atRate.sample), '', ''],
        [
          `${burst.webhooks} at once`,
          ...times(burst.acknowledged),
          seconds(burst.acknowledgedMs),
          seconds(burst.drainedMs),
        ],
      ],
    ),
    table(
      ['agent’s words at a rate', 'p50', 'p95', 'p99'],
      [
        [`webhook → ${widgets.count} widgets, ${widgets.perSecond} a second`, ...times(widgets.sample)],
        [`floor, ${widgets.perSecond} a second`, ...times(widgets.floor)],
      ],
    ),
    table(
      ['history per message', 'events', 'bytes'],
      results.growth.map((row) => [
        row.name,
        row.eventsPerMessage.toFixed(1),
        row.bytesPerMessage.toFixed(0),
      ]),
    ),
    ...(results.idle.length === 0
      ? []
      : [
          table(
            ['idle handoffs', 'API', 'worker', 'Temporal', 'worker killed → ready', '→ first message shown'],
            results.idle.map((row) => [
              row.handoffs,
              ...[row.apiMb, row.workerMb, row.serverMb].map((mb) => `${mb.toFixed(0)} MB`),
              seconds(row.workerReadyMs),
              seconds(row.firstMessageMs),
            ]),
          ),
        ]),
  ].join('\n\n');
}

/** Milliseconds of CPU for each message. */
function cpuTable(paths: readonly PathFigures[]): string {
  const names = Object.keys(paths[0]?.cpu ?? {});
  return table(
    ['at once', 'CPU for a message', ...names, 'together'],
    paths.map(({ atOnce, name, cpu }) => {
      const each = names.map((of) => cpu[of] ?? NaN);
      const ms = [...each, each.reduce((sum, one) => sum + one, 0)];
      return [atOnce, name, ...ms.map((one) => `${one.toFixed(1)} ms`)];
    }),
  );
}

function times({ p50, p95, p99 }: Sample): string[] {
  return [p50, p95, p99].map((ms) => `${ms.toFixed(0)} ms`);
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
