import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { botTurnSchema, type BotTurn } from '../../../contract/bot';

interface Reply {
  status?: number;
  body?: unknown;
  afterMs?: number;
  hang?: true;
}

/** A copilot's bot: keeps the turns that it was asked, and answers as the script says. */
export async function startBot() {
  const turns: BotTurn[] = [];
  const bot = {
    url: '',
    secret: '',
    turns,
    refused: 0,
    answer: (turn: BotTurn): Reply => ({
      body: { messages: [{ text: `to ${turn.data.messages.at(-1)?.text}` }] },
    }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      try {
        new Webhook(bot.secret).verify(body, req.headers as Record<string, string>);
      } catch {
        bot.refused += 1;
        res.writeHead(401).end();
        return;
      }
      const turn = botTurnSchema.parse(JSON.parse(body));
      turns.push(turn);
      const { status = 200, body: said, afterMs = 0, hang } = bot.answer(turn);
      if (hang === true) return;
      setTimeout(() => {
        res.writeHead(status, { 'content-type': 'application/json' });
        res.end(said === undefined ? '' : typeof said === 'string' ? said : JSON.stringify(said));
      }, afterMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  bot.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/turns`;
  return bot;
}
export type Bot = Awaited<ReturnType<typeof startBot>>;
