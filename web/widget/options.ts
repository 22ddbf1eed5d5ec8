import type { Texts } from './texts';

/** Who chats, as the page's owner says it; what the server does not take is left out (browser/user.ts). */
export interface UserOptions {
  name?: string;
  email?: string;
  avatar?: string;
  phone?: string;
  /** Anything for the copilot; `dataCapture.*` goes to the ticket. */
  customData?: Record<string, unknown>;
}

/** What a page passes to `initAiCoPilot`. The first five are those of the product's family, unchanged. */
export interface WidgetOptions {
  /** The server; may end in `/backend`, as the family's does. */
  apiUrl: string;
  /** The server of the open line; that of `apiUrl` by default. */
  socketUrl?: string;
  /** What the assistant says before anybody has said anything. */
  initialMessage?: string;
  /** Public token of the copilot. */
  token: string;
  user?: UserOptions;
  /** A signed identity (JWT), made by the page's own server: the visitor counts as verified. */
  userToken?: string;
  /** Language of the widget's words, BCP 47; that of the page, else of the browser, by default. */
  locale?: string;
  /** The same under the family's name. */
  language?: string;
  direction?: 'ltr' | 'rtl';
  position?: 'end' | 'start' | 'left' | 'right';
  theme?: 'light' | 'dark' | 'auto';
  /** Colour of the launcher and of the visitor's messages, a CSS colour. */
  color?: string;
  /** Name and picture of the assistant; those of the copilot by default. */
  bot?: { name?: string; avatarUrl?: string };
  defaultOpen?: boolean;
  /** Elements of the page that open and close the chat too, a CSS selector. */
  triggerSelector?: string;
  /** Without the round button: the page opens the chat. */
  hideLauncher?: boolean;
  /** Hosts from which images of messages may be loaded, beside our own files. */
  imageHosts?: string[];
  /** Words of the owner instead of ours. */
  texts?: Partial<Texts>;
  zIndex?: number;
  /** Where the widget is put; the page's body by default. */
  container?: HTMLElement;
  onOpen?: () => void;
  onClose?: () => void;
  /** Agents have the conversation now. */
  onHandoff?: () => void;
  /** The copilot has it again. */
  onHandoffEnd?: () => void;
  onUnread?: (count: number) => void;
}

export interface Settings extends WidgetOptions {
  /** Scheme and host of the server, without a slash at the end. */
  serverUrl: string;
  liveUrl: string;
}

/** @throws TypeError in words for the page's author when what cannot be done without is missing or is no URL */
export function readOptions(options: Partial<WidgetOptions> | undefined): Settings {
  const { token, apiUrl, socketUrl } = options ?? {};
  if (typeof token !== 'string' || token === '')
    throw new TypeError('initAiCoPilot: "token" is missing: the public token of your copilot.');
  if (typeof apiUrl !== 'string')
    throw new TypeError('initAiCoPilot: "apiUrl" is missing: the address of the server.');
  const serverUrl = serverOf('apiUrl', apiUrl);
  const liveUrl = socketUrl === undefined || socketUrl === '' ? serverUrl : serverOf('socketUrl', socketUrl);
  return { ...options, token, apiUrl, serverUrl, liveUrl };
}

function serverOf(option: string, value: string): string {
  let url: URL;
  try {
    url = new URL(value, location.href);
  } catch (cause) {
    throw new TypeError(`initAiCoPilot: "${option}" is no address: ${value}`, { cause });
  }
  if (!/^(https?|wss?):$/.test(url.protocol))
    throw new TypeError(`initAiCoPilot: "${option}" must begin with https:// or http://: ${value}`);
  const path = url.pathname.replace(/\/+$/, '').replace(/\/backend$/, '');
  return `${url.protocol.replace(/^ws/, 'http')}//${url.host}${path}`;
}
