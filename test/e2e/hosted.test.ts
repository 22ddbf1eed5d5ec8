import { setTimeout as sleep } from 'node:timers/promises';
import { followAnywhere, startTwoApis } from '../support/hosted/two-apis';
import { eventually } from '../support/world/http';
import { SAM } from '../support/world/zendesk';

jest.setTimeout(240_000);

const PNG_BASE64 =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const PNG = Buffer.from(PNG_BASE64, 'base64');

let scene: Awaited<ReturnType<typeof startTwoApis>>;
beforeAll(async () => (scene = await startTwoApis()));
afterAll(async () => {
  await scene.close();
});

const toTheBot = () => {
  scene.bot.answer = (turn) => ({
    body: { messages: [{ text: `to ${turn.data.messages.at(-1)?.text ?? ''}` }] },
  });
};

it('R2, R33, R34, R35, R40, R41: bot, agent with picture and private file, bot, seen at another process', async () => {
  const { world, bot, copilot } = scene;
  toTheBot();
  await world.zendesk.patchApp(copilot.app.appId, { privateAttachments: true });
  const session = await scene.begin(world.apiUrl);
  const widget = followAnywhere([scene.secondUrl], session);

  await session.say('m1', 'hello');
  await eventually(() => widget.texts('copilot').length === 1);
  bot.answer = () => ({ body: { messages: [{ text: 'One moment' }], handoff: { reason: 'user_request' } } });
  await session.say('m2', 'human');
  await eventually(() => widget.texts('copilot').includes('One moment'));

  // From the first moment of the handoff on: words and a file.
  const form = new FormData();
  form.append('file', new Blob([new Uint8Array(PNG)], { type: 'image/png' }), 'photo.png');
  const uploaded = (await (
    await fetch(`${world.apiUrl}/api/v1/widget/sessions/${session.id}/attachments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${session.token}` },
      body: form,
    })
  ).json()) as { attachment: { url: string; name: string; mediaType: string } };
  const { url, name, mediaType } = uploaded.attachment;
  const sent = { id: 'm3', text: 'see this', attachments: [{ url, name, mediaType }] };
  expect((await session.send('POST', '/messages', sent)).status).toBe(202);

  const ticket = await world.zendesk.ticketOf(copilot.app.appId, session.id);
  expect(ticket.tags).toContain('vip');
  await eventually(() => widget.seen.some((e) => e.type === 'message_status' && e.status.messageId === 'm3'));
  const { transcript } = await world.zendesk.ticket(ticket.id);
  const said = transcript.filter(({ kind }) => kind === 'message').map(({ content }) => content);
  const texts = said.map(({ text }) => text ?? '');
  for (const once of ['hello', 'to hello', 'human', 'One moment', 'see this']) {
    expect(texts.filter((text) => text === once)).toEqual([once]);
  }
  expect(texts[0]).toContain('E-mail (unverified, as the visitor typed it): jane@x.test');
  // Zendesk has the file itself, not a link to us.
  const image = said.find(({ type }) => type === 'image');
  expect(image?.mediaUrl?.startsWith(world.zendesk.url)).toBe(true);

  await world.zendesk.act(ticket.id, 'typing', { agentId: SAM, on: true });
  await eventually(() => widget.typing.some((news) => JSON.stringify(news).includes('"agent"')));
  await world.zendesk.act(ticket.id, 'messages', {
    agentId: SAM,
    text: 'Here you are',
    attachment: { name: 'label.png', dataBase64: PNG_BASE64 },
  });
  const withFile = await eventually(() =>
    widget.seen.find(
      (event) =>
        event.type === 'message' && event.message.attachments.length > 0 && event.message.origin === 'agent',
    ),
  );
  if (withFile.type !== 'message') throw new Error('no message');
  expect(withFile.message.author.name).not.toBeNull();
  expect(withFile.message.author.avatarUrl).not.toBeNull();
  const link = withFile.message.attachments[0]?.url ?? '';
  expect(link.startsWith(`${world.apiUrl}/files/`)).toBe(true);
  const file = await fetch(link.replace(world.apiUrl, scene.secondUrl));
  expect([file.status, file.headers.get('content-type')]).toEqual([200, 'image/png']);
  expect(Buffer.from(await file.arrayBuffer())).toEqual(PNG);

  await world.zendesk.closeTicket(ticket.id);
  await eventually(async () => (await session.read()).body.session.control === 'copilot', {
    withinMs: 40_000,
  });
  toTheBot();
  await session.say('m4', 'thanks');
  await eventually(() => widget.texts('copilot').includes('to thanks'));
  const seqs = widget.seen.map(({ seq }) => seq);
  expect(seqs).toEqual(seqs.map((_, index) => index + 1));
  widget.stop();
});

it('kill -9 of the API that asks the bot: the answer comes from the other one, once; the widget misses nothing', async () => {
  const { world, bot } = scene;
  toTheBot();
  const session = await scene.begin(world.apiUrl);
  const widget = followAnywhere([world.apiUrl, scene.secondUrl], session);
  await session.say('m1', 'one');
  await eventually(() => widget.texts('copilot').includes('to one'));

  bot.turns.length = 0;
  bot.answer = (turn) => ({
    afterMs: 3_000,
    body: { messages: [{ text: `to ${turn.data.messages.at(-1)?.text ?? ''}` }] },
  });
  await session.say('m2', 'two');
  await eventually(() => bot.turns.length === 1);
  await world.processes[0]?.kill9();
  toTheBot();
  const killedAt = performance.now();
  await eventually(() => widget.texts('copilot').includes('to two'), { withinMs: 15_000 });
  // The lease of six seconds, and a look each second.
  expect(performance.now() - killedAt).toBeLessThan(12_000);
  world.processes[0] = await world.start.api();
  await session.say('m3', 'three');
  await eventually(() => widget.texts('copilot').includes('to three'));
  await sleep(3_500);
  expect(widget.texts('copilot')).toEqual(['to one', 'to two', 'to three']);
  expect(new Set(bot.turns.map(({ id }) => id)).size).toBe(2);
  widget.stop();
});

it('R5: a line that is dropped at a hundred random moments loses, doubles and reorders nothing', async () => {
  const { world } = scene;
  toTheBot();
  const seed = Date.now() % 2 ** 31;
  let state = seed;
  const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const session = await scene.begin(world.apiUrl);
  const widget = followAnywhere([world.apiUrl, scene.secondUrl], session);
  const drops = (async () => {
    for (let n = 0; n < 100; n++) {
      await sleep(random() * 120);
      widget.drop();
    }
  })();
  for (let n = 0; n < 40; n++) {
    await session.say(`m${n}`, `${n}`);
    await sleep(random() * 200);
  }
  await drops;
  await eventually(async () => {
    const all = await session.events();
    const isAnswered = all.filter((event) => event.type === 'message_status').length === 40;
    return isAnswered && widget.seen.length >= all.length;
  });
  expect({ seed, seen: widget.seen }).toEqual({ seed, seen: await session.events() });
  widget.stop();
});
