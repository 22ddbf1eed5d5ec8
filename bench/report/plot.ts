import type { PathFigures } from '../measure/paths';

const [WIDTH, BAR, GAP, LEFT, UNIT] = [640, 22, 14, 210, 300] as const;
const COLOURS = { floor: '#8a8f98', 'webhook → session': '#1f73b7', 'user → Zendesk': '#03363d' };

/** Throughput of each path against the floor of the same run, as a small SVG. */
export function plot(title: string, figures: readonly PathFigures[]): string {
  const most = Math.max(1, ...figures.map(({ throughputRatio }) => throughputRatio));
  const rows = figures.map(({ atOnce, name, throughputRatio, sample }, n) => {
    const y = 48 + n * (BAR + GAP);
    const length = (throughputRatio / most) * UNIT;
    const label = `${throughputRatio.toFixed(2)} (${sample.perSecond.toFixed(0)}/s)`;
    return [
      `<text x="${LEFT - 8}" y="${y + 16}" text-anchor="end">${atOnce} at once, ${name}</text>`,
      `<rect x="${LEFT}" y="${y}" width="${length.toFixed(1)}" height="${BAR}" fill="${COLOURS[name]}"/>`,
      `<text x="${LEFT + length + 8}" y="${y + 16}">${label}</text>`,
    ].join('');
  });
  const height = 48 + figures.length * (BAR + GAP);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" font-family="sans-serif" font-size="13">` +
    `<title>${title}: throughput against the bare floor</title>` +
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>` +
    `<text x="16" y="26" font-size="15">${title}: messages a second, floor = 1</text>${rows.join('')}</svg>\n`
  );
}
