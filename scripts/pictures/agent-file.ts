import type { Browser } from 'playwright-core';
import type { AgentFile } from '../browser/agent-page';

const CARD = `<!doctype html><style>
  body { margin: 0; font: 15px system-ui, 'DejaVu Sans', sans-serif; color: #123; }
  main { width: 300px; padding: 14px 16px; background: linear-gradient(#e9f5f0, #cfe8de); }
  h1 { margin: 0 0 10px; font-size: 16px; } svg { display: block; width: 100%; }
  p { margin: 8px 0 0; display: flex; justify-content: space-between; font-size: 12px; }
</style><main><h1>Parcel 4711</h1>
<svg viewBox="0 0 268 24"><path d="M10 12h166" stroke="#1f6f54" stroke-width="4"/>
<path d="M176 12h82" stroke="#9fb8ae" stroke-width="4" stroke-dasharray="5 5"/>
<g fill="#1f6f54"><circle cx="10" cy="12" r="8"/><circle cx="93" cy="12" r="8"/><circle cx="176" cy="12" r="8"/></g>
<circle cx="258" cy="12" r="8" fill="#fff" stroke="#9fb8ae" stroke-width="3"/></svg>
<p><span>packed</span><span>sent</span><span>in your town</span><span>home</span></p></main>`;

/** The picture that the agent sends in the demo conversation. */
export async function parcelPicture(browser: Browser): Promise<AgentFile> {
  const page = await browser.newPage({ deviceScaleFactor: 2 });
  try {
    await page.setContent(CARD);
    const buffer = await page.locator('main').screenshot();
    return { name: 'parcel-4711.png', mimeType: 'image/png', buffer };
  } finally {
    await page.close();
  }
}
