import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

/** From this many pixels above the end on, the reader is reading something else. */
const near = 48;

/**
 * Keeps the end of a growing list in view, until the reader scrolls up; scrolling back to the end, or `jump`, follows
 * again. `leave` stops following.
 */
export function useStickToBottom(scroller: RefObject<HTMLElement | null>, content: RefObject<HTMLElement | null>) {
  const stuck = useRef(true);
  const [away, setAway] = useState(false);

  const jump = useCallback(() => {
    stuck.current = true;
    setAway(false);
    const element = scroller.current;
    if (element) element.scrollTop = element.scrollHeight;
  }, [scroller]);

  /** Stops following, so that something else can be shown. */
  const leave = useCallback(() => {
    stuck.current = false;
  }, []);

  useEffect(() => {
    const element = scroller.current;
    const inner = content.current;
    if (!element || !inner) return undefined;
    let top = element.scrollTop;
    const distance = () => element.scrollHeight - element.scrollTop - element.clientHeight;

    const onScroll = () => {
      const up = element.scrollTop < top - 1;
      top = element.scrollTop;
      // Growing content moves the end away from the reader; only the reader moves up.
      if (distance() <= near) stuck.current = true;
      else if (up) stuck.current = false;
      setAway(!stuck.current && distance() > near);
    };
    const follow = () => {
      if (stuck.current) element.scrollTop = element.scrollHeight;
      else setAway(distance() > near);
      top = element.scrollTop;
    };

    follow();
    const observer = new ResizeObserver(follow);
    observer.observe(inner);
    observer.observe(element);
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', onScroll);
    };
  }, [scroller, content]);

  return { away, jump, leave };
}
