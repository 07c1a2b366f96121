import { useEffect, useState } from 'react';

/** The time, renewed every `interval` milliseconds while `active`. */
export function useNow(now: () => number, interval: number, active: boolean): number {
  const [value, setValue] = useState(now);
  useEffect(() => {
    if (!active) return undefined;
    setValue(now());
    const timer = setInterval(() => setValue(now()), interval);
    return () => clearInterval(timer);
  }, [now, interval, active]);
  return value;
}
