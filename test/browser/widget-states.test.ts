import { EventEmitter, once } from 'node:events';
import { openScene, type Scene } from '../support/widget/scene';
import type { WidgetPage } from '../support/widget/page';
import { eventually } from '../support/world/http';

jest.setTimeout(150_000);

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.close());
afterEach(() => scene.browser.closePages());

const MARK = 'copilot-chat .message.user:last-child .mark';

/** Every different word that stands under the visitor's newest message from now on, in order. */
async function watchMark(chat: WidgetPage): Promise<() => Promise<string[]>> {
  await chat.page.evaluate(`(() => {
    const root = document.querySelector('copilot-chat').shadowRoot;
    const seen = (window.seenMarks = []);
    const look = () => {
      const words = [...root.querySelectorAll('.message.user .mark')].at(-1)?.firstElementChild?.textContent;
      if (words !== undefined && words !== seen.at(-1)) seen.push(words);
    };
    new MutationObserver(look).observe(root, { subtree: true, childList: true, characterData: true });
  })()`);
  return () => chat.page.evaluate<string[]>('window.seenMarks');
}

it('a large file on a slow line shows how far it is, goes through, and can be opened on both sides', async () => {
  const { chat, page } = await scene.visitor();
  const agents = await scene.toAgents(chat);
  const line = await page.context().newCDPSession(page);
  await line.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 50,
    downloadThroughput: -1,
    uploadThroughput: 600_000,
  });
  const seen = await watchMark(chat);
  const buffer = Buffer.from('A line of a long report.\n'.repeat(120_000));
  await page.setInputFiles('copilot-chat input[type=file]', {
    name: 'report.txt',
    mimeType: 'text/plain',
    buffer,
  });
  await page.locator('copilot-chat .staged').filter({ hasText: 'report.txt' }).waitFor();
  await chat.say('The whole report.');
  // The field is free meanwhile; what is written waits its turn.
  await eventually(async () => (await seen()).some((words) => /^Uploading [1-9]/.test(words)));
  expect(await page.isEnabled('copilot-chat textarea')).toBe(true);
  await chat.untilMarked('The whole report.', 'delivered');
  const percents = (await seen()).flatMap((words) => {
    const percent = /^Uploading (\d+) %$/.exec(words)?.[1];
    return percent === undefined ? [] : [Number(percent)];
  });
  expect(percents.length).toBeGreaterThanOrEqual(3);
  expect(percents).toEqual([...percents].sort((one, other) => one - other));
  expect(percents.every((percent) => percent <= 100)).toBe(true);
  expect((await seen()).at(-1)).toMatch(/^(Delivered|Seen)$/);
  await agents.untilAgentsSee('report.txt');
  const link = await page.getAttribute('copilot-chat .message.user a.attachment', 'href');
  const file = await fetch(link ?? '');
  expect((await file.arrayBuffer()).byteLength).toBe(buffer.length);
});

it('sending, sent, delivered, each said under the message as it comes true', async () => {
  const { chat, page } = await scene.visitor();
  await scene.toAgents(chat);
  const { appId } = scene.copilot.app;
  const mend = await scene.world.zendesk.fault({
    op: 'postMessage',
    appId,
    do: { type: 'status', status: 503 },
  });
  const gate = new EventEmitter();
  const isOpen = once(gate, 'open');
  await page.route('**/messages', async (route) => {
    await isOpen;
    await route.continue();
  });
  const seen = await watchMark(chat);
  await chat.say('Are you there?');
  await chat.untilMarked('Are you there?', 'sending');
  gate.emit('open');
  await chat.untilMarked('Are you there?', 'sent');
  await mend();
  await chat.untilMarked('Are you there?', 'delivered');
  // What comes before is of the message before.
  const said = (await seen()).filter((words) => !words.startsWith('Delayed'));
  expect(said.slice(-3).map((words) => words.replace('Seen', 'Delivered'))).toEqual([
    'Sending…',
    'Sent',
    'Delivered',
  ]);
});

it('failed says why and offers another try, which arrives once; what was refused is not offered again', async () => {
  const { chat, page } = await scene.visitor();
  const agents = await scene.toAgents(chat);
  const { appId } = scene.copilot.app;
  const mend = await scene.world.zendesk.fault({
    op: 'postMessage',
    appId,
    do: { type: 'status', status: 400 },
  });
  await chat.say('My order 17');
  await chat.untilMarked('My order 17', 'failed');
  const mark = page.locator(MARK);
  expect(await mark.textContent()).toMatch(/^Not delivered/);
  await mend();
  await mark.getByRole('button', { name: 'Try again' }).click();
  await chat.untilMarked('My order 17', 'delivered');
  await agents.untilAgentsSee('My order 17');
  const { transcript } = await agents.ticket();
  expect(transcript.filter(({ content }) => content.text === 'My order 17')).toHaveLength(1);
  const first = page.locator('copilot-chat .message.user[data-mark=failed]');
  expect(await first.textContent()).toContain('Not delivered; sent again');
  expect(await first.getByRole('button').count()).toBe(0);
});

describe('R47: outside office hours', () => {
  const opening = new Date();
  opening.setUTCDate(opening.getUTCDate() + 2);
  opening.setUTCHours(9, 0, 0, 0);
  const weekday = new Intl.DateTimeFormat('en', { weekday: 'long', timeZone: 'UTC' }).format(opening);

  /** Open for an hour in two days, and at no other time. */
  async function closeUntilThen(outside: 'handoff' | 'hold'): Promise<void> {
    const weekly = { [weekday.toLowerCase()]: [{ from: '09:00', to: '10:00' }] };
    const path = `/copilots/${scene.copilot.copilotId}/zendesk/preferences`;
    const put = await scene.world.admin('PUT', path, { officeHours: { timeZone: 'UTC', weekly, outside } });
    expect(put.status).toBe(200);
  }

  it('held: the visitor reads at the top and at the end when the team is back, in their own time, also after a reload', async () => {
    await closeUntilThen('hold');
    const { chat, page, complaints } = await scene.visitor();
    await chat.choose('Talk to a person');
    const clock = { weekday: 'long', hour: '2-digit', minute: '2-digit' } as const;
    const words = `Our team is back ${new Intl.DateTimeFormat('en', clock).format(opening)}`;
    for (const round of ['at once', 'after a reload']) {
      await chat.untilPhase('closed');
      expect([round, await page.textContent('copilot-chat .phase')]).toEqual([round, words]);
      expect([round, await page.textContent('copilot-chat .tail')]).toEqual([round, words]);
      // Nobody is typing, and nothing moves as if somebody came soon.
      expect(await page.locator('copilot-chat .tail .dots').count()).toBe(0);
      if (round === 'after a reload') break;
      await chat.say('I can wait.');
      await chat.untilMarked('I can wait.', 'sent');
      await page.reload();
      await chat.openChat();
    }
    await chat.sees('I can wait.', 'user');
    expect(complaints).toEqual([]);
  });

  it('handed over all the same: told when the team is back, while the visitor waits for whoever is there', async () => {
    await closeUntilThen('handoff');
    const { chat } = await scene.visitor();
    const agents = await scene.toAgents(chat);
    await chat.sees(`We open again ${weekday} `, 'system');
    await chat.sees('09:00 (UTC)', 'system');
    await agents.says('Still here.');
    await chat.untilPhase('agent');
  });
});
