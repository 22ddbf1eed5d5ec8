import { browserBlobs } from './browser/blobs';
import { browserExclusive } from './browser/exclusive';
import { randomId } from './browser/random-id';
import { browserServer } from './browser/server';
import { browserShelf } from './browser/shelf';
import { createVisitor } from './browser/visitor';
import { markdownRenderer } from './content/markdown';
import { Chat } from './core/chat';
import { handleOf, type ChatHandle } from './handle';
import { readOptions, type Settings, type WidgetOptions } from './options';
import { languageOf } from './texts';
import { mount } from './view/mount';

/** Where this script came from: our own files come from there as well. Known only while it first runs. */
const scriptUrl = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : '';

interface RunningChat {
  handle: ChatHandle;
  /** The page says anew who the visitor is. */
  isFor(settings: Settings): void;
}

/** The one global. A second call with the same token gives the chat that there is; for another user, if it says so. */
const chats = new Map<string, RunningChat>();

function initAiCoPilot(options: WidgetOptions): ChatHandle {
  const settings = readOptions(options);
  const running = chats.get(settings.token);
  if (running !== undefined) {
    running.isFor(settings);
    return running.handle;
  }
  const started = start(settings, () => chats.delete(settings.token));
  chats.set(settings.token, started);
  return started.handle;
}

function start(settings: Settings, onDestroyed: () => void): RunningChat {
  const { token, serverUrl, liveUrl } = settings;
  const prefix = `copilot-chat:${token}:`;
  const language = languageOf(
    [settings.locale, settings.language, document.documentElement.lang, ...navigator.languages].filter(
      (tag): tag is string => tag !== undefined && tag !== '',
    ),
    settings.texts,
  );
  const visitor = createVisitor(settings, language.locale);
  const chat = new Chat({
    server: browserServer({ serverUrl, liveUrl, publicToken: token, visitor: visitor.current }),
    shelf: browserShelf(prefix),
    blobs: browserBlobs(),
    exclusive: browserExclusive(prefix, (navigator as { locks?: LockManager }).locks),
    visitorId: visitor.id,
    now: () => Date.now(),
    randomId,
    report: (error) => reportError(error),
  });
  if (settings.defaultOpen === true) chat.setOpen(true);
  const images = { ownFiles: ownFiles(serverUrl), allowedHosts: settings.imageHosts ?? [] };
  const mounted = mount(settings, language, {
    bot: settings.bot ?? {},
    widget: {
      chat,
      language,
      greeting:
        settings.initialMessage === undefined || settings.initialMessage === ''
          ? null
          : settings.initialMessage,
      images,
      markdown: markdownRenderer(images),
      limits: { fileBytes: 20_000_000, files: 10, textLength: 20_000 },
    },
  });
  return {
    handle: handleOf(chat, mounted, settings, onDestroyed),
    isFor(said) {
      if (visitor.become(said)) chat.visitorChanged();
    },
  };
}

function ownFiles(serverUrl: string): string[] {
  const bases = scriptUrl === '' ? [serverUrl] : [serverUrl, new URL(scriptUrl).origin];
  return bases.map((base) => `${base}/files/`);
}

Object.assign(window, { initAiCoPilot });
