const FOCUSABLE = 'a[href], button:not([disabled]), textarea, input:not([hidden]), [tabindex="0"]';

/** On a phone the chat covers the page: Tab then stays in the chat, since what is under it cannot be seen. */
export function keepFocusInside(event: KeyboardEvent, panel: HTMLElement): void {
  if (event.key !== 'Tab' || panel.offsetWidth < window.innerWidth) return;
  const all = [...panel.querySelectorAll<HTMLElement>(FOCUSABLE)].filter(
    (element) => element.closest('[hidden]') === null,
  );
  const [edge, other] = event.shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]];
  if (event.target !== edge) return;
  event.preventDefault();
  other?.focus();
}
