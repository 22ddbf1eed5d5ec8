/** Black or white, whichever can be read better on a computed colour (`rgb(…)`), by the contrast of WCAG. */
export function readableOn(rgb: string): '#000' | '#fff' {
  const [red = 0, green = 0, blue = 0] = (/\(([^)]*)\)/.exec(rgb)?.[1] ?? '').split(/[ ,/]+/).map(Number);
  const luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? '#fff' : '#000';
}

function linear(channel: number): number {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}
