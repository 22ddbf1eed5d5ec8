import type { Browser } from 'playwright-core';

export interface Shot {
  /** Stands above it. */
  title: string;
  png: Buffer;
  /** CSS pixels of the page that it shows. */
  widthPx: number;
}

/** Device pixels for each CSS pixel: sharp on a dense screen, and small enough for a repository. */
export const SCALE = 1.5;
const EDGE_PX = 20;

/** Pictures of pages side by side, each in a frame with its title. */
export async function sideBySide(browser: Browser, shots: readonly Shot[]): Promise<Buffer> {
  const page = await browser.newPage({
    deviceScaleFactor: SCALE,
    viewport: {
      width: shots.reduce((sum, { widthPx }) => sum + widthPx + 2 + EDGE_PX, EDGE_PX),
      height: 400,
    },
  });
  try {
    await page.setContent(`<!doctype html><style>${STYLE}</style><main>${shots.map(figure).join('')}</main>`);
    await page.waitForFunction('[...document.images].every((image) => image.complete)');
    return await page.locator('main').screenshot();
  } finally {
    await page.close();
  }
}

const STYLE = `
  body { margin: 0; background: #eceaf4; font: 600 15px system-ui, 'DejaVu Sans', sans-serif; color: #2d2a45; }
  main { display: flex; gap: ${EDGE_PX}px; padding: 14px ${EDGE_PX}px ${EDGE_PX}px; width: fit-content; }
  figure { margin: 0; }
  figcaption { padding: 0 0 9px 2px; }
  img { display: block; border: 1px solid #c9c5dd; border-radius: 8px; box-shadow: 0 8px 26px rgb(45 42 69 / 16%); }`;

function figure({ title, png, widthPx }: Shot): string {
  const source = `data:image/png;base64,${png.toString('base64')}`;
  return `<figure><figcaption>${title}</figcaption><img src="${source}" width="${widthPx}"></figure>`;
}
