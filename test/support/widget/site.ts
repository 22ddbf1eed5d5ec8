import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a page passes to `initAiCoPilot` (docs/widget.md). */
export type WidgetOptions = Readonly<Record<string, unknown>>;

/** What a strict page allows: scripts and styles of its own and the widget's server, nothing inline. */
const policyOf = (server: string, script: string): string =>
  [
    "default-src 'none'",
    `script-src 'self' ${script}`,
    "style-src 'self'",
    `img-src 'self' blob: ${server} ${script}`,
    `connect-src ${server} ${server.replace(/^http/, 'ws')}`,
  ].join('; ');

export interface SiteOptions {
  /** Where `/widget.js` comes from. */
  scriptUrl: string;
  /** Default: strict. `none`, so that nothing but the widget itself keeps hostile words from running. */
  policy?: 'strict' | 'none';
}

/** A customer's page on an origin of its own: `urlOf(options)` shows it with these options of the widget. */
export async function startSite({ scriptUrl, policy = 'strict' }: SiteOptions) {
  const server = createServer((req, res) => {
    const url = new URL(req.url ?? '/', 'http://site.test');
    if (url.pathname === '/init.js') {
      res.writeHead(200, { 'content-type': 'text/javascript' });
      res.end(`window.chat = initAiCoPilot(${url.searchParams.get('options') ?? ''});`);
      return;
    }
    if (url.pathname !== '/') {
      res.writeHead(204).end();
      return;
    }
    const options = url.searchParams.get('options') ?? '';
    const { apiUrl } = JSON.parse(options) as { apiUrl: string };
    const csp =
      policy === 'strict' ? { 'content-security-policy': policyOf(new URL(apiUrl).origin, scriptUrl) } : {};
    res.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...csp });
    res.end(pageOf(scriptUrl, options, url.searchParams.get('lang') ?? 'en'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    urlOf: (options: WidgetOptions, lang = 'en') =>
      `${origin}/?lang=${lang}&options=${encodeURIComponent(JSON.stringify(options))}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function pageOf(scriptUrl: string, options: string, lang: string): string {
  return `<!doctype html>
<html lang="${lang}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>A shop</title>
    <link rel="icon" href="/icon">
  </head>
  <body>
    <main>
      <h1>A shop</h1>
      <p><button type="button" id="first">Something of the page</button></p>
      <p>${'Words of the page. '.repeat(80)}</p>
    </main>
    <script src="${scriptUrl}/widget.js"></script>
    <script src="/init.js?options=${encodeURIComponent(options)}"></script>
  </body>
</html>`;
}
