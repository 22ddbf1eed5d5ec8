import { chromium, type Browser } from 'playwright-core';
import { findChromium } from '../testing/chromium';

/** No calls home, and no sandbox: it cannot be had as root or in most containers, and only our own pages are opened. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A page in the background keeps its clock, as one in front does.
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
];

/** @throws Error when there is no Chromium on this machine */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = await findChromium();
  if (executablePath === undefined) {
    throw new Error('No Chromium: neither CHROMIUM_PATH nor /usr/bin/chromium nor one on PATH.');
  }
  return await chromium.launch({ executablePath, headless: true, args: ARGUMENTS });
}
