import { randomBytes } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { CredentialSource } from './credentials';
import { VISITOR } from './visitor';

export interface ShopPageOptions {
  credentials: CredentialSource;
  /** Of the handoff API, as a browser reaches it. */
  publicUrl: string;
}

/**
 * `GET /shop`: a page of a shop, with the widget's snippet as the product's documentation has it. The script's address, the two
 * URLs and the copilot's public token are all that an owner fills in.
 */
export function shopPage({ credentials, publicUrl }: ShopPageOptions): RequestHandler {
  return (_request, response) => {
    const token = credentials.current()?.publicToken ?? null;
    if (token === null) {
      response.status(503).set('retry-after', '2').send('Waiting for the copilot. Reload in a moment.');
      return;
    }
    const nonce = randomBytes(16).toString('base64');
    const live = publicUrl.replace(/^http/, 'ws');
    response
      .set({
        'content-security-policy': [
          "default-src 'none'",
          "style-src 'self'",
          `script-src 'nonce-${nonce}' ${publicUrl}`,
          `connect-src ${publicUrl} ${live}`,
          `img-src 'self' data: blob: ${publicUrl}`,
          `media-src blob: ${publicUrl}`,
          "base-uri 'none'",
          "form-action 'none'",
          "frame-ancestors 'none'",
        ].join('; '),
        'cache-control': 'no-store',
      })
      .type('html')
      .send(page({ nonce, publicUrl, token }));
  };
}

function page({ nonce, publicUrl, token }: { nonce: string; publicUrl: string; token: string }): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Fern &amp; Field</title>
    <link rel="icon" href="/copilot.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/shop.css" />
  </head>
  <body>
    <header><p class="brand">Fern &amp; Field</p><p class="place">Garden shop, Leeds</p></header>
    <main>
      <h1>Plants that arrive alive</h1>
      <p>Orders leave us within one working day. Ask the assistant in the corner, or say “human”: people answer there, too.</p>
      <ul>
        <li><strong>Boston fern</strong> <span>12 cm pot, £14</span></li>
        <li><strong>Field maple</strong> <span>2 year old whip, £9</span></li>
        <li><strong>Lady’s mantle</strong> <span>9 cm pot, £5</span></li>
      </ul>
      <p class="other">The same bot with a chat page of its own, by the API: <a href="/">chat page</a>.</p>
    </main>
    <script nonce="${nonce}" src="${escape(publicUrl)}/widget.js"></script>
    <script nonce="${nonce}">
${snippet(publicUrl, token)}
    </script>
  </body>
</html>
`;
}

/** As in the product's documentation, with this server's addresses and this copilot's token. */
function snippet(publicUrl: string, token: string): string {
  const quoted = (text: string) => JSON.stringify(text).replaceAll('<', '\\u003c');
  const { name, email, avatar, phone, customData } = VISITOR;
  const data = customData as Record<string, string>;
  const field = (key: string) => `${quoted(key)}: ${quoted(data[key] ?? '')},`;
  return `const options = {
  apiUrl: ${quoted(`${publicUrl}/backend`)},
  socketUrl: ${quoted(publicUrl)},
  initialMessage: "Hey! happy to help.",
  token: ${quoted(token)},
  user: {
    name: ${quoted(name)},
    email: ${quoted(email)},
    avatar: ${quoted(avatar)},
    phone: ${quoted(phone)},
    customData: {
      // Any custom data you want to send to the copilot backend
      key1: ${quoted(data['key1'] ?? '')},

      // Any Zendesk metadata
      ${field('dataCapture.ticketField.3584154321651')}
      ${field('dataCapture.ticketField.765484654312')}
      ${field('dataCapture.systemField.tags')}
    },
  },
};

initAiCoPilot(options);`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
