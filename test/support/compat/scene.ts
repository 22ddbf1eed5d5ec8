import { createWorld, type WorldOptions } from '../world/world';
import { startBot } from './bot';
import { Widget005 } from './widget-005';
import { Widget457, type Device, type Options457 } from './widget-457';

/** The `user` of product.txt. */
export const USER = {
  name: "Widget User's Name",
  email: 'widget.user.email@example.com',
  avatar: 'https://link.to.avatar/',
  phone: '1234567890',
  customData: {
    key1: 'value1',
    'dataCapture.ticketField.3584154321651': 'Some value',
    'dataCapture.ticketField.765484654312': 'User-specific value',
    'dataCapture.systemField.tags': 'my_tag1,my_tag2',
  },
};

/** The whole product with a bot behind the copilot, for widgets of other years. */
export async function openCompatScene(options: WorldOptions = {}) {
  const bot = await startBot();
  const world = await createWorld({ ...options, outboundAllow: [bot.host] });
  const copilot = await world.connectedCopilot();
  const path = `/copilots/${copilot.copilotId}`;
  const patched = await world.admin<{ copilot: { publicToken: string } }>('PATCH', path, { botUrl: bot.url });
  if (patched.status !== 200) throw new Error(`no bot: ${JSON.stringify(patched.body)}`);
  const token = patched.body.copilot.publicToken;

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
