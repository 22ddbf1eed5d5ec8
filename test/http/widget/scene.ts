import { createOutboundPolicy } from '../../../config/outbound';
import type { Limits } from '../../../api/deps';
import { Secret } from '../../../config/secret';
import type { SessionEvent } from '../../../contract/events';
import type { WidgetSession } from '../../../contract/widget';
import type { CopilotSettings } from '../../../store/types';
import { eventually } from '../../support/world/http';
import { call, type ErrorAnswer } from '../api/client';
import { startScene, type Scene } from '../api/scene';
import { startBot, type Bot } from './bot';

export const ORIGIN = 'https://shop.example';
const WIDGET = '/api/v1/widget';

/** The API with a bot beside it. */
export async function startWidgetScene(limits: Partial<Limits> = {}) {
  const bot = await startBot();
  const scene = await startScene({
    outbound: createOutboundPolicy([new URL(bot.url).host]),
    limits: {
      failedKeysPerMinute: 10_000,
      failedAdminPerMinute: 10_000,
      newSessionsPerMinute: 10_000,
      messagesPerMinute: 10_000,
      botTimeoutMs: 1_500,
      turnLeaseMs: 1_500,
      ...limits,
    },
  });
  return {
    ...scene,
    bot,
    copilot: (settings: Partial<CopilotSettings> = {}) => addCopilot(scene, bot, settings),
    close: async () => {
      await scene.close();
      await bot.close();
    },
  };
}
export type WidgetScene = Awaited<ReturnType<typeof startWidgetScene>>;

async function addCopilot(scene: Scene, bot: Bot, settings: Partial<CopilotSettings>) {
  const { copilot, apiKey, callbackSecret } = await scene.store.copilots.create({
    name: 'Shop bot',
    botUrl: bot.url,
    allowedOrigins: [ORIGIN],
    ...settings,
  });
  bot.secret = callbackSecret.reveal();
  return {
    id: copilot.id,
    publicToken: copilot.publicToken,
    apiKey: apiKey.reveal(),
    connect: () => connect(scene, copilot.id),
    begin: (body: Record<string, unknown> = {}) => begin(scene.url, copilot.publicToken, body),
  };
}

function connect(scene: Scene, copilotId: string) {
  return scene.store.connections.save({
    copilotId,
    subdomain: 'acme',
    appId: '5ebee0975ac5304b664a12fa',
    keyId: 'app_1',
    secret: new Secret('zendesk-secret-canary'),
    webhookSecret: new Secret('webhook-secret-canary-1'),
    integrationId: 'int-1',
    webhookId: 'wh-1',
    agentWorkspaceId: 'seat-aw',
    seatId: 'seat-own',
    multiConversations: true,
    checks: [],
  });
}

/** A new session, and what its widget calls. */
export async function begin(url: string, publicToken: string, body: Record<string, unknown> = {}) {
  const made = await call<{ session: WidgetSession; token: string }>(url, 'POST', `${WIDGET}/sessions`, {
    key: publicToken,
    body,
  });
  if (made.status !== 201) throw new Error(`no session: ${made.text}`);
  const { session, token } = made.body;
  const at = `${WIDGET}/sessions/${session.id}`;
  const send = <T = ErrorAnswer>(method: string, path: string, sent?: unknown, key = token) =>
    call<T>(url, method, `${at}${path}`, { key, ...(sent === undefined ? {} : { body: sent }) });
  const events = async (after = 0): Promise<SessionEvent[]> =>
    (await send<{ items: SessionEvent[] }>('GET', `/events?after=${after}&limit=500`)).body.items;
  const texts = async (origin: string): Promise<(string | null)[]> =>
    (await events()).flatMap((event) =>
      event.type === 'message' && event.message.origin === origin ? [event.message.text] : [],
    );
  return {
    id: session.id,
    token,
    session,
    send,
    events,
    texts,
    say: (id: string, text = `text of ${id}`) => send('POST', '/messages', { id, text }),
    until: (origin: string, wanted: string[], withinMs = 8_000) =>
      eventually(
        async () => {
          const seen = await texts(origin);
          return seen.length >= wanted.length && wanted.every((text, index) => seen[index] === text);
        },
        { withinMs, say: () => `${origin}: ${wanted.join(' | ')}` },
      ),
    read: () => send<{ session: WidgetSession }>('GET', ''),
  };
}
export type Begun = Awaited<ReturnType<typeof begin>>;
