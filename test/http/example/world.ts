import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startExample, type Example } from '../../../examples/copilot-backend/server';
import { ChatPage, eventually } from './chat-page';
import { API_KEY, CALLBACK_SECRET, FakeHandoffApi, sendCallback } from './fake-handoff-api';

/** The example, a fake of our API, a page; all closed by `close`. */
export class World {
  readonly api: FakeHandoffApi;
  readonly directory: string;
  readonly log: string[];
  example: Example;
  private readonly pages: ChatPage[] = [];

  private constructor(api: FakeHandoffApi, directory: string, example: Example, log: string[]) {
    this.log = log;
    this.api = api;
    this.directory = directory;
    this.example = example;
  }

  static async start(credentials?: (directory: string) => string): Promise<World> {
    const api = await FakeHandoffApi.start();
    const directory = await mkdtemp(join(tmpdir(), 'example-'));
    const given = credentials?.(directory) ?? { apiKey: API_KEY, callbackSecret: CALLBACK_SECRET };
    const log: string[] = [];
    const example = await run(api.url, directory, given, log);
    return new World(api, directory, example, log);
  }

  /** As after a kill: nothing but the file is left. */
  async restart(): Promise<void> {
    await this.example.close();
    const given = { apiKey: API_KEY, callbackSecret: CALLBACK_SECRET };
    this.example = await run(this.api.url, this.directory, given, this.log);
  }

  async open(sessionId: string): Promise<ChatPage> {
    const page = await ChatPage.open(this.example.url, sessionId);
    this.pages.push(page);
    return page;
  }

  callback(type: string, data: Record<string, unknown>, options: { secret?: string; id?: string } = {}) {
    return sendCallback(this.example.url, type, { handoffId: 'ho_1', ...data }, options);
  }

  /** A session whose handoff is open and has an agent. */
  async withAgent(sessionId: string): Promise<ChatPage> {
    const page = await this.open(sessionId);
    await page.say('ask', 'Can I talk to a human?');
    await eventually(
      () => page.phases,
      (phases) => phases.includes('opening'),
    );
    await this.callback('handoff.started', { sessionId, seq: 2, handoff: {} });
    const agent = { id: '1', name: 'Sam Rivera', avatarUrl: 'http://agents.test/sam.svg' };
    await this.callback('handoff.agent_joined', { sessionId, seq: 3, agent, previousAgent: null });
    return page;
  }

  async close(): Promise<void> {
    for (const page of this.pages) page.close();
    await this.example.close();
    await this.api.close();
    await rm(this.directory, { recursive: true, force: true });
  }
}

function run(
  apiUrl: string,
  directory: string,
  credentials: Parameters<typeof startExample>[0]['credentials'],
  log: string[],
) {
  return startExample({
    port: 0,
    apiUrl,
    credentials,
    journalFile: join(directory, 'chats.jsonl'),
    log: (text) => log.push(text),
    firstPauseMs: 20,
  });
}
