import type { Locator, Page } from 'playwright-core';
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { asRecord, callJson, expectStatus, text } from '../start/http-json';
import type { StartSettings } from '../start/settings';

interface Look {
  settings: StartSettings;
  sessionId: string;
  page: Page;
}

const VIEW = { width: 1440, height: 2000 };
const LOADING_MS = 30_000;
/** The UI draws its timeline bit by bit and says nowhere that it is done. */
const DRAWING_MS = 3_000;
const EDGE_PX = 8;
/** The bar at the left, which says nothing. */
const SIDEBAR_PX = 66;

/** The history of the session's handoff: every event group with its summary, oldest first. */
export async function timelinePicture(look: Look): Promise<Buffer> {
  const { page } = look;
  await open(look, '/history');
  const title = page.getByText('Event History').first();
  await title.waitFor({ timeout: LOADING_MS });
  await page.getByRole('button', { name: 'Descending' }).click();
  await page.getByRole('button', { name: 'Minimized' }).click();
  return await between(page, title, title.locator('xpath=following::*[name()="svg"][@height>100][1]'));
}

/** The live report that the workflow writes about itself. */
export async function detailsPicture(look: Look): Promise<Buffer> {
  const { page } = look;
  await open(look, '/user-metadata');
  await page.getByText('Current Details').waitFor({ timeout: LOADING_MS });
  return await between(
    page,
    page.getByText('Back to Workflows'),
    page.getByText('tell the user: transferred'),
  );
}

async function open({ settings, sessionId, page }: Look, tab: string): Promise<void> {
  await page.setViewportSize(VIEW);
  const id = encodeURIComponent(await workflowId(settings, sessionId));
  await page.goto(`http://localhost:${settings.uiPort}/namespaces/default/workflows/${id}`);
  await page.waitForURL(/workflows\/.+\/.+\//, { timeout: LOADING_MS });
  await page.goto(page.url().replace(/\/[a-z-]+(\?.*)?$/, tab));
}

/** The whole width of the page from one element to the end of another. */
async function between(page: Page, first: Locator, last: Locator): Promise<Buffer> {
  // A tooltip of what was clicked last would stand in the picture.
  await page.mouse.move(0, 0);
  await page.waitForTimeout(DRAWING_MS);
  const [top, bottom] = [await first.first().boundingBox(), await last.first().boundingBox()];
  if (top === null || bottom === null) throw new Error('the Temporal UI looks otherwise than expected');
  const y = top.y - EDGE_PX;
  const height = Math.min(bottom.y + bottom.height + EDGE_PX, VIEW.height) - y;
  return await page.screenshot({ clip: { x: SIDEBAR_PX, y, width: VIEW.width - SIDEBAR_PX, height } });
}

async function workflowId(settings: StartSettings, sessionId: string): Promise<string> {
  const demo = asRecord(JSON.parse(await readFile(join(settings.dataDir, 'demo.json'), 'utf8')));
  const url = `http://localhost:${settings.apiPort}/api/v1/handoffs/${sessionId}`;
  const answer = await callJson('GET', url, { token: text(demo, 'apiKey') });
  const handoff = asRecord(expectStatus(answer, [200], 'GET /api/v1/handoffs/{sessionId}')['handoff']);
  return `handoff:${text(demo, 'copilotId')}:${text(handoff, 'id')}`;
}
