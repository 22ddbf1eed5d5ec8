import { randomInt } from 'node:crypto';
import { freePort } from '../support/ports';
import { startProcess, type TestProcess } from '../support/processes';
import { WidgetPage } from '../support/widget/page';
import { startProxy, type Proxy } from '../support/widget/proxy';
import { openScene, type Scene } from '../support/widget/scene';
import { userWords } from '../support/world/zendesk';
import { eventually } from '../support/world/http';

jest.setTimeout(280_000);

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('two API processes, two browsers', () => {
  let scene: Scene;
  let second: { process: TestProcess; port: number };
  let proxy: Proxy;

  beforeAll(async () => {
    scene = await openScene({ processes: 'split' });
    second = await startApi();
    proxy = await startProxy(portOf(scene.world.apiUrl));
  });
  afterAll(async () => {
    await proxy.close();
    await second.process.stop();
    await scene.close();
  });

  async function startApi(port?: number) {
    const at = port ?? (await freePort());
    const env = { ...scene.world.env, PORT: String(at) };
    const readyUrl = `http://127.0.0.1:${at}/health/ready`;
    return { process: await startProcess({ entry: 'api/main.ts', env, readyUrl }), port: at };
  }

  /** The same session on a second device, by another API process. */
  async function onSecondDevice(first: WidgetPage): Promise<WidgetPage> {
    const key = `copilot-chat:${scene.token}:session`;
    const kept = JSON.stringify(await first.session());
    const { page } = await scene.browser.newPage();
    await page.addInitScript(`localStorage.setItem(${JSON.stringify(key)}, ${JSON.stringify(kept)})`);
    const chat = new WidgetPage(page);
    const apiUrl = `http://127.0.0.1:${second.port}`;
    await chat.open(scene.urlOf({ apiUrl, socketUrl: apiUrl, defaultOpen: true }));
    return chat;
  }

  it('R5, R14: an API process is killed and started again in the middle: nothing is lost, doubled or reordered', async () => {
    const { chat: one } = await scene.visitor();
    const agents = await scene.toAgents(one);
    const other = await onSecondDevice(one);
    const said: string[] = ['Talk to a person'];
    const heard: string[] = [];
    const exchange = async (round: string) => {
      for (let index = 0; index < 4; index += 1) {
        said.push(`one ${round}${index}`, `other ${round}${index}`);
        heard.push(`agent ${round}${index}`);
        await one.say(`one ${round}${index}`);
        await other.say(`other ${round}${index}`);
        await agents.says(`agent ${round}${index}`);
      }
    };
    await exchange('a');
    await second.process.kill9();
    await exchange('b');
    second = await startApi(second.port);
    await exchange('c');
    for (const chat of [one, other]) {
      await chat.untilWords('agent', heard, 60_000);
      await eventually(async () => (await chat.words('user')).length === said.length, {
        withinMs: 60_000,
        say: () => 'own words are missing',
      });
    }
    // Two devices write at once: their words mix, but the same on both and at the agent's, each device's in its order.
    const order = await one.words('user');
    expect(await other.words('user')).toEqual(order);
    expect([...order].sort()).toEqual([...said].sort());
    for (const device of ['one', 'other']) {
      const of = (words: string[]) => words.filter((word) => word.startsWith(`${device} `));
      expect(of(order)).toEqual(of(said));
    }
    await eventually(async () => (await atAgents(agents)).length === order.length, {
      withinMs: 60_000,
      say: () => 'agents miss something',
    });
    expect(await atAgents(agents)).toEqual(order);
    await scene.browser.closePages();
  });

  it('R5: the connection breaks at 100 random moments: nothing is lost, doubled or reordered', async () => {
    const seed = Number(process.env['SEED'] ?? randomInt(1_000_000));
    process.stderr.write(`seed of the drops: ${seed}\n`);
    let number = seed;
    const random = () => (number = (number * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
    const { chat } = await scene.visitor({ apiUrl: proxy.url, socketUrl: proxy.url });
    const agents = await scene.toAgents(chat);
    const said: string[] = ['Talk to a person'];
    const heard: string[] = [];
    const drops = async () => {
      for (let drop = 0; drop < 100; drop += 1) {
        await pause(50 + random() * 700);
        proxy.leadTo(random() < 0.5 ? portOf(scene.world.apiUrl) : second.port);
        proxy.cut();
        await pause(random() * 300);
        proxy.mend();
      }
    };
    let isOver = false;
    const talk = async (words: string[], speak: (text: string) => Promise<unknown>, name: string) => {
      for (let index = 0; !isOver; index += 1) {
        words.push(`${name} ${index}`);
        await speak(`${name} ${index}`);
        await pause(300 + random() * 900);
      }
    };
    const talks = [
      talk(said, (text) => chat.say(text), 'user'),
      talk(heard, (text) => agents.says(text), 'agent'),
    ];
    await drops();
    isOver = true;
    await Promise.all(talks);
    try {
      await chat.untilWords('agent', heard, 90_000);
      await chat.untilWords('user', said, 90_000);
      await eventually(async () => (await atAgents(agents)).join() === said.join(), {
        withinMs: 60_000,
        say: () => `seed ${seed}: agents see other words`,
      });
      await chat.untilMarked(said.at(-1) ?? '', 'delivered');
      expect(await chat.page.locator('copilot-chat .message.user[data-mark=failed]').count()).toBe(0);
    } catch (cause) {
      throw new Error(`with SEED=${seed}`, { cause });
    }
  });
});

/** What the user said in the ticket; the wish for a human may come in the transcript. */
async function atAgents(agents: Awaited<ReturnType<Scene['toAgents']>>): Promise<string[]> {
  return userWords(await agents.ticket());
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}
