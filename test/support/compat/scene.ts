import { USER, widgetCopilot } from '../world/widget-copilot';
import { createWorld, type WorldOptions } from '../world/world';
import { startBot } from './bot';
import { Widget005 } from './widget-005';
import { Widget457, type Device, type Options457 } from './widget-457';

/** The whole product with a bot behind the copilot, for widgets of other years. */
export async function openCompatScene(options: WorldOptions = {}) {
  const bot = await startBot();
  const world = await createWorld({ ...options, outboundAllow: [bot.host] });
  const { copilot, token } = await widgetCopilot(world, { botUrl: bot.url });

  return {
    world,
    bot,
    copilot,
    token,
    widget005: (sessionId?: string, user: Record<string, unknown> = USER) =>
      new Widget005({ apiUrl: `${world.apiUrl}/backend`, socketUrl: world.apiUrl, token, user }, sessionId),
    widget457: (more: Partial<Options457> = {}, device?: Device) =>
      new Widget457({ apiUrl: world.apiUrl, token, ...more }, device),
    async close(): Promise<void> {
      await world.close();
      await bot.close();
    },
  };
}
export type CompatScene = Awaited<ReturnType<typeof openCompatScene>>;
