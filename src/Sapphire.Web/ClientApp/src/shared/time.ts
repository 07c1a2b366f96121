const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** The time of day; for another day than today, the date too. */
export function shortTime(iso: string, now: Date = new Date()): string {
  const date = new Date(iso);
  return date.toDateString() === now.toDateString() ? clock.format(date) : full.format(date);
}

export function fullTime(iso: string): string {
  return full.format(new Date(iso));
}

/** What is left of a timer: "0:05", "12:30", "1:02:03". */
export function countdown(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1_000));
  const two = (n: number) => String(n).padStart(2, '0');
  const h = Math.floor(seconds / 3_600);
  const m = Math.floor(seconds / 60) % 60;
  return h > 0 ? `${h}:${two(m)}:${two(seconds % 60)}` : `${m}:${two(seconds % 60)}`;
}

/** How long something was set for, in words: "5 minutes", "1 hour 30 minutes". */
export function durationWords(seconds: number): string {
  const whole = Math.round(seconds);
  const counts = [[Math.floor(whole / 3_600), 'hour'], [Math.floor(whole / 60) % 60, 'minute'], [whole % 60, 'second']] as const;
  const parts = counts.filter(([count]) => count > 0).map(([count, name]) => `${count} ${name}${count === 1 ? '' : 's'}`);
  return parts.join(' ') || '0 seconds';
}

/** The group of a chat in the list. */
export function dayGroup(iso: string, now: Date = new Date()): string {
  const start = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  const day = 86_400_000;
  const time = Date.parse(iso);
  if (time >= start) return 'Today';
  if (time >= start - day) return 'Yesterday';
  if (time >= start - 6 * day) return 'Last 7 days';
  if (time >= start - 29 * day) return 'Last 30 days';
  return 'Older';
}
