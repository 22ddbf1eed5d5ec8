import { io, type Socket } from 'socket.io-client';
import type { SessionEvent } from '../../../contract/events';
import { begin } from '../../http/widget/scene';
import { startBot } from '../../http/widget/bot';
import { freePort } from '../ports';
import { startProcess, type TestProcess } from '../processes';
import { createWorld } from '../world/world';

/** Two API processes and a worker on one database, with a bot beside them. */
export async function startTwoApis() {
  const bot = await startBot();
  const world = await createWorld({ processes: 'split', outboundAllow: [new URL(bot.url).host] });
  const secondPort = await freePort();
  const secondUrl = `http://127.0.0.1:${secondPort}`;
  const startSecond = () =>
    startProcess({
      entry: 'api/main.ts',
      // Links and webhooks lead to the first one, as they lead to a load balancer in production.
      env: { ...(world.env as Record<string, string>), PORT: String(secondPort) },
      readyUrl: `${secondUrl}/health/ready`,
    });
  const second: TestProcess = await startSecond();
  const copilot = await world.connectedCopilot();
  const path = `/copilots/${copilot.copilotId}`;
  const patched = await world.admin<{ copilot: { publicToken: string } }>('PATCH', path, { botUrl: bot.url });
  const rotated = await world.admin<{ callbackSecret: string }>('POST', `${path}/callback-secret`);
  bot.secret = rotated.body.callbackSecret;
  world.receiver.secrets.push(bot.secret);

  return {
    world,
    bot,
    copilot,
    second,
    secondUrl,
    begin: (url: string) =>
      begin(url, patched.body.copilot.publicToken, {
        user: { name: 'Jane', email: 'jane@x.test', customData: { 'dataCapture.systemField.tags': 'vip' } },
      }),
    async close() {
      await second.stop();
      await world.close();
      await bot.close();
    },
  };
}

/** A widget's live line that comes back by itself, to whichever of the processes is there, from the number that it has. */
export function followAnywhere(urls: readonly string[], key: { id: string; token: string }) {
  const seen: SessionEvent[] = [];
  const typing: unknown[] = [];
  let socket: Socket | undefined;
  let turn = 0;
  let stopped = false;
  const connect = (): void => {
    if (stopped) return;
    const url = urls[turn++ % urls.length] ?? '';
    const line = io(`${url}/widget`, {
      auth: { sessionId: key.id, token: key.token, after: seen.at(-1)?.seq ?? 0 },
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
    });
    socket = line;
    const again = () => {
      line.removeAllListeners();
      line.disconnect();
      setTimeout(connect, 100);
    };
    line.on('events', ({ items }: { items: SessionEvent[] }, done: () => void) => {
      seen.push(...items);
      done();
    });
    line.on('typing', (news) => typing.push(news));
    line.on('disconnect', again);
    line.on('connect_error', again);
  };
  connect();
  return {
    seen,
    typing,
    texts: (origin: string) =>
      seen.flatMap((event) =>
        event.type === 'message' && event.message.origin === origin ? [event.message.text] : [],
      ),
    drop: () => socket?.io.engine.close(),
    stop: () => {
      stopped = true;
      socket?.disconnect();
    },
  };
}
