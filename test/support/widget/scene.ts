import { openBrowser, type TestPage, type Viewport } from '../browser';
import { buildWidget } from '../widget-build';
import { eventually } from '../world/http';
import { USER, widgetCopilot } from '../world/widget-copilot';
import { createWorld, type WorldOptions } from '../world/world';
import { WidgetPage } from './page';
import { startSite, type SiteOptions, type WidgetOptions } from './site';

export interface SceneOptions extends WorldOptions, Pick<SiteOptions, 'policy'> {
  preferences?: Record<string, unknown>;
}

/** The whole product, a customer's page with the widget, and a browser. */
export async function openScene({ policy, preferences, ...options }: SceneOptions = {}) {
  await buildWidget();
  const [world, browser] = await Promise.all([createWorld(options), openBrowser()]);
  const site = await startSite({ scriptUrl: world.apiUrl, ...(policy === undefined ? {} : { policy }) });
  const { copilot, token } = await widgetCopilot(world, { allowedOrigins: [site.origin] }, preferences);
  const defaults = { token, apiUrl: `${world.apiUrl}/backend`, socketUrl: world.apiUrl, user: USER };

  return {
    world,
    browser,
    site,
    copilot,
    token,
    urlOf: (more: WidgetOptions = {}, lang?: string) => site.urlOf({ ...defaults, ...more }, lang),
    /** A visitor with a browser of their own. */
    async visitor(more: WidgetOptions = {}, viewport?: Viewport): Promise<TestPage & { chat: WidgetPage }> {
      const opened = await browser.newPage(viewport);
      const chat = new WidgetPage(opened.page);
      await chat.open(this.urlOf(more));
      if (more['defaultOpen'] !== true) await chat.openChat();
      return { ...opened, chat };
    },
    /** Asks for a human and waits for the ticket. */
    async toAgents(chat: WidgetPage, nth = 0) {
      await chat.choose('Talk to a person');
      const { id } = await chat.session();
      const ticket = await world.zendesk.ticketOf(copilot.app.appId, id, nth);
      await chat.untilPhase('waiting');
      return {
        sessionId: id,
        ticketId: ticket.id,
        says: (text: string, agentId?: string) => world.zendesk.says(ticket.id, text, agentId),
        act: (action: string, more: Record<string, unknown>) => world.zendesk.act(ticket.id, action, more),
        close: () => world.zendesk.closeTicket(ticket.id),
        ticket: () => world.zendesk.ticket(ticket.id),
        untilAgentsSee: (text: string) =>
          eventually(
            async () => JSON.stringify((await world.zendesk.ticket(ticket.id)).transcript).includes(text),
            { say: () => `agents do not see ${text}` },
          ),
      };
    },
    async close(): Promise<void> {
      await browser.close();
      await site.close();
      await world.close();
    },
  };
}
export type Scene = Awaited<ReturnType<typeof openScene>>;
