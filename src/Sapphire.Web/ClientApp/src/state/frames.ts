/**
 * Runs `flush` once before the next paint, however often it is asked. A hidden page paints never, so there a timer
 * takes the place of the frame.
 */
export function createBatcher(flush: () => void): { ask(): void; cancel(): void } {
  let cancel: (() => void) | null = null;
  const run = () => {
    cancel = null;
    flush();
  };
  return {
    ask() {
      if (cancel) return;
      if (document.visibilityState === 'hidden') {
        const timer = setTimeout(run, 50);
        cancel = () => clearTimeout(timer);
      } else {
        // The timer is for a page that is hidden before its frame comes.
        const frame = requestAnimationFrame(() => finish());
        const timer = setTimeout(() => finish(), 250);
        const finish = () => {
          cancelAnimationFrame(frame);
          clearTimeout(timer);
          run();
        };
        cancel = () => {
          cancelAnimationFrame(frame);
          clearTimeout(timer);
        };
      }
    },
    cancel() {
      cancel?.();
      cancel = null;
    },
  };
}
