import { EVIL, PAYLOADS } from '../support/widget/payloads';
import { agentSays, tellAsZendesk } from '../support/widget/raw-messages';
import { openScene, type Scene } from '../support/widget/scene';
import { eventually } from '../support/world/http';

jest.setTimeout(240_000);

/** Without a content policy of the page: the widget alone has to stand. */
let scene: Scene;
beforeAll(async () => {
  scene = await openScene({ policy: 'none' });
});
afterAll(() => scene.close());

type Raw = Record<string, unknown>;

/** A payload in every field that an agent, or who forges one, can write; each kind of content once in turn. */
function messageWith(payload: string, index: number, received: string): Raw {
  const label = payload.slice(0, 128);
  const choices = [
    { type: 'link', text: label, uri: payload },
    { type: 'reply', text: label, payload },
    { type: 'postback', text: label, payload },
    { type: 'webview', text: label, uri: payload, fallback: payload },
  ];
  const contents: Raw[] = [
    { type: 'text', text: payload, actions: choices },
    { type: 'text', htmlText: payload, actions: choices },
    { type: 'text', markdownText: payload },
    { type: 'image', text: payload, mediaUrl: payload, mediaType: 'image/png', altText: payload },
    {
      type: 'file',
      text: payload,
      mediaUrl: `https://${EVIL}/${encodeURIComponent(payload)}`,
      mediaType: 'text/html',
      altText: payload,
    },
    { type: 'image', mediaUrl: `https://${EVIL}/pixel-${index}.png`, mediaType: 'image/png', text: payload },
    {
      type: 'carousel',
      items: [
        {
          title: payload,
          description: payload,
          mediaUrl: `https://${EVIL}/card.png`,
          mediaType: 'image/png',
          actions: choices,
        },
      ],
    },
    {
      type: 'form',
      fields: [
        { type: 'select', name: payload, label: payload, options: [{ name: payload, label: payload }] },
      ],
    },
    { type: 'location', coordinates: { lat: 1, long: 2 }, location: { name: payload, address: payload } },
    { type: payload, text: payload },
  ];
  return agentSays(contents[index % contents.length] ?? {}, {
    received,
    author: {
      type: 'business',
      subtypes: ['agent'],
      displayName: payload,
      avatarUrl: index % 2 === 0 ? payload : `https://${EVIL}/avatar-${index}.png`,
    },
    metadata: { '__zendesk_msg.agent.id': String(361_000_000_000 + (index % 7)) },
  });
}

it(`S36: ${PAYLOADS.length} payloads in every field of an agent: none runs, nothing leaves, no link is unsafe`, async () => {
  expect(PAYLOADS.length).toBeGreaterThanOrEqual(150);
  const { chat, page } = await scene.visitor();
  const foreign: string[] = [];
  const dialogs: string[] = [];
  const allowed = [new URL(scene.world.apiUrl).host, new URL(scene.site.origin).host];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (!['data:', 'blob:'].includes(url.protocol) && !allowed.includes(url.host))
      foreign.push(request.url());
  });
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await scene.toAgents(chat);
  const start = Date.now();
  const messages = PAYLOADS.map((payload, index) =>
    messageWith(payload, index, new Date(start + index).toISOString()),
  );
  await tellAsZendesk(scene, chat, messages);
  const shown = page.locator('copilot-chat [data-from=agent]');
  await eventually(async () => (await shown.count()) === PAYLOADS.length, {
    withinMs: 90_000,
    say: () => 'not every payload is shown',
  });

  await page.evaluate(TOUCH_EVERYTHING);
  await page.waitForTimeout(1_000);
  expect(dialogs).toEqual([]);
  expect(await page.evaluate('window.__ran')).toBeUndefined();
  expect(foreign).toEqual([]);
  expect(await page.evaluate(FIND_UNSAFE)).toEqual([]);
  expect(page.url()).toBe(new URL(scene.urlOf()).href);
  // Shown as written, not hidden: the visitor sees what was said.
  expect(await chat.words('agent')).toContain('<script>window.__ran=1</script>');
});

/** Hovers, focuses and opens all that is in the shadow root. Links are judged by their target, not followed. */
const TOUCH_EVERYTHING = `(() => {
  const root = document.querySelector('copilot-chat').shadowRoot;
  for (const element of root.querySelectorAll('.log *')) {
    for (const type of ['mouseover', 'mouseenter', 'pointerenter', 'focusin', 'toggle', 'animationstart', 'error', 'load'])
      element.dispatchEvent(new Event(type, { bubbles: false }));
    if (element instanceof HTMLElement) element.focus?.();
  }
})()`;

/** Elements, attributes and targets that should not be there, in words. */
const FIND_UNSAFE = `(() => {
  const root = document.querySelector('copilot-chat').shadowRoot;
  const bad = [];
  for (const element of root.querySelectorAll('.log *')) {
    const name = element.tagName.toLowerCase();
    if (/^(script|style|iframe|object|embed|form|input|link|meta|base|video|audio|template|math|foreignobject|animate|use|slot|copilot-chat)$/.test(name)) bad.push('<' + name + '>');
    for (const attribute of element.attributes) {
      if (/^(on|style$|srcset$|ping$|formaction$|background$|poster$)/.test(attribute.name)) bad.push(name + '[' + attribute.name + ']');
    }
    if (element instanceof HTMLAnchorElement && element.hasAttribute('href')) {
      if (!/^(https?|mailto|tel):$/.test(element.protocol)) bad.push('href ' + element.href);
      if (!/noopener/.test(element.rel) || element.target !== '_blank') bad.push('rel ' + element.outerHTML.slice(0, 100));
    }
    if (element instanceof HTMLImageElement && !element.src.includes('/files/')) bad.push('img ' + element.src);
  }
  return [...new Set(bad)];
})()`;

it('S36: the page’s owner can let images in from hosts of their own, from no other', async () => {
  const { chat, page } = await scene.visitor({
    initialMessage: '![ours](https://cdn.shop.test/a.png) ![theirs](https://evil.test/b.png)',
    imageHosts: ['cdn.shop.test'],
  });
  await chat.sees('theirs', 'copilot');
  const images = page.locator('copilot-chat .markdown img');
  expect(await images.count()).toBe(1);
  expect(await images.getAttribute('src')).toBe('https://cdn.shop.test/a.png');
});
