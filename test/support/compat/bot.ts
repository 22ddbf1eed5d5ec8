import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BotAnswer, BotTurn } from '../../../contract/bot';

/** A copilot's bot that answers by the words it hears, and keeps the turns that it was asked. */
export async function startBot() {
  const turns: BotTurn[] = [];
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const turn = JSON.parse(Buffer.concat(chunks).toString('utf8')) as BotTurn;
      turns.push(turn);
      res.writeHead(200, { 'content-type': 'application/json' });
      res.end(JSON.stringify(answerTo(turn)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${host}/bot`,
    host,
    turns,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answerTo({ type, data }: BotTurn): BotAnswer {
  if (type === 'handoff_ended') return {};
  const last = data.messages.at(-1);
  const text = last?.text ?? '';
  if (last?.postback != null) return { messages: [{ text: `Chosen: ${last.postback}` }] };
  switch (text) {
    case 'human please':
      return {
        messages: [{ text: 'One moment.' }],
        handoff: { reason: 'user_request', summary: 'Order 17 is late', sentiment: 'angry' },
      };
    case 'two':
      return { messages: [{ text: 'first' }, { text: 'second' }] };
    case 'say nothing':
      return {};
    case 'offer':
      return {
        messages: [
          {
            text: 'Which one?',
            actions: [
              { type: 'reply', text: 'Red', payload: 'colour:red' },
              { type: 'link', text: 'All of them', url: 'https://shop.test/all' },
            ],
          },
        ],
      };
    default:
      return { messages: [{ text: `You said: ${text}` }] };
  }
}
