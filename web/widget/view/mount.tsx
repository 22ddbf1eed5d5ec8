/** @jsxImportSource preact */
import { render } from 'preact';
import base from '../style/base.css?inline';
import cards from '../style/cards.css?inline';
import composer from '../style/composer.css?inline';
import content from '../style/content.css?inline';
import messages from '../style/messages.css?inline';
import panel from '../style/panel.css?inline';
import { readableOn } from '../content/colours';
import type { Settings } from '../options';
import type { Language } from '../texts';
import { App } from './app';
import { Root, type RootProps } from './root';

const DARK = '(prefers-color-scheme: dark)';

export interface Mounted {
  element: HTMLElement;
  unmount(): void;
}

/**
 * Puts the chat into a shadow root of its own, so that neither page nor chat changes the other's looks. Styles are constructed
 * sheets and properties set by script: the page's policy needs no exception for them.
 */
export function mount(settings: Settings, language: Language, props: Omit<RootProps, 'children'>): Mounted {
  const element = document.createElement('copilot-chat');
  const direction = settings.direction ?? language.direction;
  element.dir = direction;
  element.lang = language.spoken;
  element.dataset['side'] = sideOf(settings.position, direction);
  if (settings.zIndex !== undefined) element.style.setProperty('--z', String(settings.zIndex));
  const stopThemes = followTheme(element, settings.theme ?? 'auto');
  const root = element.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [base, panel, composer, messages, content, cards].map((css) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    return sheet;
  });
  (settings.container ?? document.body).append(element);
  if (settings.color !== undefined) colour(element, settings.color);
  const place = document.createElement('div');
  root.append(place);
  render(
    <Root {...props}>
      <App hasLauncher={settings.hideLauncher !== true} />
    </Root>,
    place,
  );
  return {
    element,
    unmount() {
      stopThemes();
      render(null, place);
      element.remove();
    },
  };
}

function sideOf(position: Settings['position'], direction: 'ltr' | 'rtl'): 'start' | 'end' {
  if (position === 'left' || position === 'right') {
    return (position === 'left') === (direction === 'ltr') ? 'start' : 'end';
  }
  return position ?? 'end';
}

function followTheme(element: HTMLElement, theme: NonNullable<Settings['theme']>): () => void {
  const dark = matchMedia(DARK);
  const apply = () => {
    element.dataset['theme'] = theme === 'auto' ? (dark.matches ? 'dark' : 'light') : theme;
  };
  apply();
  dark.addEventListener('change', apply);
  return () => dark.removeEventListener('change', apply);
}

/** The owner's colour, with words on it that can be read. What is no colour is left out. */
function colour(element: HTMLElement, value: string): void {
  if (!CSS.supports('color', value)) return;
  element.style.setProperty('--accent', value);
  element.style.setProperty('background-color', value);
  const computed = getComputedStyle(element).backgroundColor;
  element.style.removeProperty('background-color');
  element.style.setProperty('--on-accent', readableOn(computed));
}
