import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { RefObject } from 'preact';

const NEAR_PX = 60;

/**
 * Keeps the end of a scrolled element in sight, unless the reader has scrolled up. `said` counts what the reader said: then the
 * end is in sight again.
 */
export function useFollowing(
  box: RefObject<HTMLElement | null>,
  inner: RefObject<HTMLElement | null>,
  said: number,
) {
  const following = useRef(true);
  const [isFollowing, setFollowing] = useState(true);
  const toEnd = () => {
    const element = box.current;
    if (element !== null) element.scrollTop = element.scrollHeight;
  };

  useLayoutEffect(() => {
    following.current = true;
  }, [said]);
  useLayoutEffect(() => {
    if (following.current) toEnd();
  });
  useEffect(() => {
    const element = box.current;
    if (element === null || inner.current === null) return;
    const scrolled = () => {
      following.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
      setFollowing(following.current);
    };
    // A picture that has loaded, a keyboard that has opened.
    const sizes = new ResizeObserver(() => following.current && toEnd());
    sizes.observe(element);
    sizes.observe(inner.current);
    element.addEventListener('scroll', scrolled, { passive: true });
    return () => {
      sizes.disconnect();
      element.removeEventListener('scroll', scrolled);
    };
  }, [box, inner]);

  return {
    isFollowing,
    jump: () => {
      following.current = true;
      setFollowing(true);
      toEnd();
    },
  };
}
