import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** The focus was on a question that is gone: it goes to where the visitor writes, instead of falling to the page. */
export function useFocusBack(isAsked: boolean, input: RefObject<HTMLElement | null>): void {
  const wasAsked = useRef(isAsked);
  useLayoutEffect(() => {
    if (wasAsked.current && !isAsked && document.activeElement === document.body) input.current?.focus();
    wasAsked.current = isAsked;
  }, [isAsked, input]);
}
