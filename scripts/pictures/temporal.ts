import type { Page } from 'playwright-core';
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { asRecord, callJson, expectStatus, text } from '../start/http-json';
import type { StartSettings } from '../start/settings';

interface Look {
  settings: StartSettings;
  sessionId: string;
  page: Page;
}

const VIEW = { width: 1280, height: 1000 };

/** The workflow of a session's handoff as the Temporal UI shows it. */
export async function temporalPictures({
  settings,
  sessionId,
  page,
}: Look): Promise<{ timeline: Buffer; details: Buffer }> {
  await page.setViewportSize(VIEW);
  const workflow = `http://localhost:${settings.uiPort}/namespaces/default/workflows/${await workflowId(settings, sessionId)}`;
  await page.goto(workflow);
  await page.waitForSelector('text=Event History', { timeout: 30_000 });
  await page.waitForTimeout(3_000);
  const timeline = await page.screenshot();
  await page.getByRole('tab', { name: 'User Metadata' }).or(page.getByText('User Metadata')).first().click();
  await page.waitForSelector('text=Current Details');
  await page.waitForTimeout(3_000);
  return { timeline, details: await page.screenshot() };
}

async function workflowId(settings: StartSettings, sessionId: string): Promise<string> {
  const demo = asRecord(JSON.parse(await readFile(join(settings.dataDir, 'demo.json'), 'utf8')));
  const url = `http://localhost:${settings.apiPort}/api/v1/handoffs/${sessionId}`;
  const answer = await callJson('GET', url, { token: text(demo, 'apiKey') });
  const handoff = asRecord(expectStatus(answer, [200], 'GET /api/v1/handoffs/{sessionId}')['handoff']);
  return `handoff:${text(demo, 'copilotId')}:${text(handoff, 'id')}`;
}
