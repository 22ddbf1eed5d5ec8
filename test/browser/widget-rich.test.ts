import { accessibilityFaults, overhangPx, PHONE } from '../support/browser';
import { untilTrue } from '../support/widget/page';
import { agentSays, tellAsZendesk } from '../support/widget/raw-messages';
import { openScene, type Scene } from '../support/widget/scene';
import { SAM } from '../support/world/zendesk';

jest.setTimeout(150_000);

let scene: Scene;
beforeAll(async () => {
  scene = await openScene();
});
afterAll(() => scene.close());
afterEach(() => scene.browser.closePages());

/** One red pixel. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const take = (payload: string) => ({ type: 'postback', text: `Take ${payload}`, payload });
const ROW = `document.querySelector('copilot-chat').shadowRoot.querySelector('.cards')`;

it('R36: a carousel is a row of cards, scrolled and chosen from with the keyboard alone; no foreign picture is asked for', async () => {
  const { chat, page, complaints } = await scene.visitor({}, PHONE);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).host));
  const agents = await scene.toAgents(chat);
  await agents.act('messages', { agentId: SAM, attachment: { name: 'red.png', dataBase64: PIXEL } });
  await page.waitForSelector('copilot-chat .message.agent .attachment');
  const { transcript } = await agents.ticket();
  const mediaUrl = transcript.find(({ content }) => content.mediaUrl !== undefined)?.content.mediaUrl;
  const items = [
    {
      title: 'Red',
      description: 'The **warm** one',
      mediaUrl,
      mediaType: 'image/png',
      actions: [take('red')],
    },
    {
      title: 'Blue',
      mediaUrl: 'https://cdn.evil.test/b.png',
      mediaType: 'image/png',
      actions: [take('blue')],
    },
    {
      title: 'Green',
      actions: [take('green'), { type: 'link', text: 'More', uri: 'https://shop.test/green' }],
    },
  ];
  await tellAsZendesk(scene, chat, [agentSays({ type: 'carousel', items })]);
  const cards = page.locator('copilot-chat .card');
  await cards.nth(2).waitFor({ state: 'attached' });
  expect(await cards.locator('.card-title').allTextContents()).toEqual(['Red', 'Blue', 'Green']);
  // Words of a card are words, not markdown, and they are not said a second time.
  expect(await cards.first().locator('p').nth(1).textContent()).toBe('The **warm** one');
  expect((await chat.words('agent')).join()).not.toContain('Red');
  await untilTrue(page, `(${ROW}.querySelector('img')?.naturalWidth ?? 0) > 0`);
  await untilTrue(page, `${ROW}.querySelectorAll('img').length === 1`);
  expect(asked).not.toContain('cdn.evil.test');
  expect(await overhangPx(page)).toBeLessThanOrEqual(0);
  expect(await page.evaluate(`${ROW}.scrollWidth > ${ROW}.clientWidth`)).toBe(true);
  expect(await accessibilityFaults(page)).toEqual([]);

  await page.getByRole('group', { name: 'Cards' }).focus();
  await page.keyboard.press('ArrowRight');
  await untilTrue(page, `${ROW}.scrollLeft > 0`);
  for (const label of ['Take red', 'Take blue', 'Take green']) {
    await page.keyboard.press('Tab');
    await untilTrue(page, `${ROW}.getRootNode().activeElement?.textContent === '${label}'`);
  }
  await untilTrue(page, IS_FOCUS_IN_VIEW);
  await page.keyboard.press('Enter');
  await chat.sees('Take green', 'user');
  await agents.untilAgentsSee('Take green');
  const { transcript: after } = await agents.ticket();
  expect(JSON.stringify(after.at(-1))).toContain('green');
  expect(await page.getAttribute('copilot-chat .card a.choice', 'href')).toBe('https://shop.test/green');
  // The one is the picture that could not be fetched.
  expect(complaints.filter((words) => !words.startsWith('Failed to load resource'))).toEqual([]);
});

/** The choice that has the keyboard lies inside its row. */
const IS_FOCUS_IN_VIEW = `(() => {
  const row = ${ROW}.getBoundingClientRect();
  const box = ${ROW}.getRootNode().activeElement.getBoundingClientRect();
  return box.left >= row.left - 1 && box.right <= row.right + 1;
})()`;

it('R36: cards stay after a reload, and a location is a safe link to a map', async () => {
  const { chat, page } = await scene.visitor();
  await scene.toAgents(chat);
  const place = { name: 'Our shop', address: '1 Road' };
  await tellAsZendesk(scene, chat, [
    agentSays({ type: 'list', items: [{ title: 'Only one', actions: [take('it')] }] }),
    agentSays({ type: 'location', coordinates: { lat: 52.52, long: 13.4 }, location: place }),
  ]);
  for (const round of ['at once', 'after a reload']) {
    await chat.sees('Location: Our shop, 1 Road, 52.52, 13.4', 'agent');
    const map = page.locator('copilot-chat a.choice', { hasText: 'Our shop' });
    expect([round, await map.getAttribute('href')]).toEqual([
      round,
      'https://www.openstreetmap.org/?mlat=52.52&mlon=13.4#map=16/52.52/13.4',
    ]);
    expect(await map.getAttribute('rel')).toContain('noopener');
    expect(await page.locator('copilot-chat .card').count()).toBe(1);
    if (round === 'after a reload') break;
    await page.reload();
    await chat.openChat();
  }
});
