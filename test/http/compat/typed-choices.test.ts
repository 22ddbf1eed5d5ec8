import { randomUUID } from 'node:crypto';
import type { BotMessage } from '../../../contract/bot';
import { Widget457 } from '../../support/compat/widget-457';
import { startScene, type Scene } from '../api/scene';

/* Widgets without buttons: typing the words of a choice makes it. Both eras ask the same function. */

let scene: Scene;
let token: string;
let copilotId: string;
let widget: Widget457;

const OFFER: BotMessage = {
  text: 'Cancel order 17?',
  actions: [
    { type: 'postback', text: 'Yes', payload: 'cancel:17' },
    { type: 'reply', text: 'No', payload: 'keep:17' },
  ],
};

beforeAll(async () => {
  scene = await startScene();
  const { copilot } = await scene.store.copilots.create({ name: 'Acme' });
  token = copilot.publicToken;
  copilotId = copilot.id;
});
afterAll(() => scene.close());
beforeEach(async () => {
  widget = new Widget457({ apiUrl: scene.url, token });
  await widget.start();
  widget.session = (await widget.createSession()).body;
});

const sessionId = () => widget.session?.id ?? '';
const botSays = (message: BotMessage) =>
  scene.store.hosted.copilotSays({ copilotId, sessionId: sessionId(), id: randomUUID(), message });
/** Past the API: no bot is called, whose notice would be the last word. */
const userSaid = (text: string) =>
  scene.store.hosted.say({ copilotId, sessionId: sessionId(), message: { id: randomUUID(), text } });

async function postbackOf(typed: string): Promise<string | undefined> {
  const say = jest.spyOn(scene.store.hosted, 'say');
  try {
    await widget.post(randomUUID(), typed);
    expect(say.mock.calls.map(([{ message }]) => message.text)).toEqual([typed]);
    return say.mock.calls[0]?.[0].message.postback;
  } finally {
    say.mockRestore();
  }
}

it('typed words make the choice that was offered last, also behind words of the user', async () => {
  await botSays(OFFER);
  await userSaid('what does it cost?');
  expect(await postbackOf(' yes ')).toBe('cancel:17');
});

it('once something else was said to the user, the words of an older choice are words', async () => {
  await botSays(OFFER);
  await userSaid('what does it cost?');
  await botSays({ text: '5 €. Shall I keep it as it is?' });
  expect(await postbackOf('yes')).toBeUndefined();
});
