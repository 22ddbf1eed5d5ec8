import { setTimeout as sleep } from 'node:timers/promises';
import { startScene, type Scene } from '../api/scene';
import { startPoorLine, type PoorLine } from '../../support/compat/poor-line';
import { Widget005 } from '../../support/compat/widget-005';
import { eventually } from '../../support/world/http';

/* 0.0.5 behind a network that goes away in silence: what its page has not got comes by the next line (ADR 0041). */

let scene: Scene;
let line: PoorLine;
let token: string;
let session: { id: string; copilotId: string; sessionId: string };
const widgets: Widget005[] = [];

beforeAll(async () => {
  scene = await startScene();
  token = (await scene.store.copilots.create({ name: 'Acme' })).copilot.publicToken;
});
afterAll(() => scene.close());
beforeEach(async () => {
  line = await startPoorLine(scene.url);
  const { body } = await widgetOf(scene.url).http('POST', `/chat-session/${token}`);
  const id = String(body['id']);
  const named = await scene.store.hosted.byToken(id);
  session = { id, copilotId: named?.copilotId ?? '', sessionId: named?.id ?? '' };
});
afterEach(async () => {
  for (const widget of widgets.splice(0)) widget.close();
  await line.close();
});

function widgetOf(socketUrl: string, id?: string): Widget005 {
  const widget = new Widget005({ apiUrl: `${scene.url}/backend`, socketUrl, token }, id);
  widgets.push(widget);
  return widget;
}

async function joinedBy(socketUrl: string): Promise<Widget005> {
  const widget = widgetOf(socketUrl, session.id);
  await widget.connect();
  await eventually(() => widget.heard.some(({ name }) => name === 'joined_session'));
  return widget;
}

const say = async (text: string) => {
  const { copilotId, sessionId } = session;
  await scene.store.hosted.copilotSays({ copilotId, sessionId, id: text, message: { text } });
};
const mark = async () => (await scene.store.hosted.byToken(session.id))?.extra['seen005'];
const lastSeq = async () => (await scene.store.hosted.byToken(session.id))?.lastSeq;
const hears = (widget: Widget005, ...words: string[]) =>
  eventually(() => JSON.stringify(widget.said()) === JSON.stringify(words), {
    say: () => JSON.stringify(widget.heard),
  });

it('what has arrived is known at once, and is not said again to a page that comes back', async () => {
  const first = await joinedBy(scene.url);
  await say('ten');
  await hears(first, 'ten');
  await eventually(async () => (await mark()) === (await lastSeq()), { withinMs: 2_000 });
  first.close();
  const second = await joinedBy(scene.url);
  await say('eleven');
  await hears(second, 'eleven');
});

it.each(['nobody has noticed', 'the line is reset'])(
  'words said into a line that is dead come by the next one, when %s',
  async (when) => {
    const first = await joinedBy(line.url);
    await say('ten');
    await hears(first, 'ten');
    await eventually(async () => (await mark()) === (await lastSeq()));
    line.freeze();
    await say('eleven');
    await sleep(500);
    if (when === 'the line is reset') line.reset();
    const second = await joinedBy(scene.url);
    await hears(second, 'eleven');
    expect(first.said()).toEqual(['ten']);

    await say('twelve');
    await hears(second, 'eleven', 'twelve');
    await eventually(async () => (await mark()) === (await lastSeq()));
    second.close();
    const third = await joinedBy(scene.url);
    await say('thirteen');
    await hears(third, 'thirteen');
  },
);

it('an older line whose answer comes late takes nothing back of what a newer one has proved', async () => {
  const update = jest.spyOn(scene.store.hosted, 'update');
  try {
    const older = await joinedBy(line.url);
    line.freeze('up');
    await say('one');
    await hears(older, 'one');
    const newer = await joinedBy(scene.url);
    // It may come twice: nobody has told that it arrived.
    await hears(newer, 'one');
    await say('two');
    await hears(newer, 'one', 'two');
    const all = await lastSeq();
    await eventually(async () => (await mark()) === all);
    line.thaw();
    await sleep(500);
    const marks = update.mock.calls.flatMap(
      ([, , { extra }]) => (extra?.['seen005'] as number | undefined) ?? [],
    );
    expect(marks).toEqual([...new Set(marks)].sort((a, b) => a - b));
    expect(await mark()).toBe(all);
  } finally {
    update.mockRestore();
  }
});
