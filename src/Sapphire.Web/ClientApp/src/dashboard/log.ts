import type { LogLineView, LogUpdate } from '../generated/protocol';

/** The levels, from the quietest. */
export const levels = ['trace', 'debug', 'information', 'warning', 'error', 'critical'] as const;
export type Level = (typeof levels)[number];

export const levelNames: Record<Level, string> = { trace: 'Trace', debug: 'Debug', information: 'Information', warning: 'Warning', error: 'Error', critical: 'Critical' };

/** What the page has of the log. */
export interface LogState {
  /** The oldest first. */
  lines: readonly LogLineView[];
  /** Lines that came too fast. */
  missed: number;
  /** The lowest level that the server writes; null before its first word. */
  level: string | null;
}

export const emptyLog: LogState = { lines: [], missed: 0, level: null };

/** As many as the server keeps. */
export const mostLines = 2_000;

/** Adds what came. A new connection begins with lines that are there already; a server that was started anew counts from 1, and begins a new list. */
export function addLines(state: LogState, update: LogUpdate): LogState {
  const last = state.lines.at(-1)?.number ?? 0;
  const restarted = update.lines.length > 0 && update.lines.at(-1)!.number < last;
  const news = restarted ? update.lines : update.lines.filter((line) => line.number > last);
  const lines = restarted ? news : news.length === 0 ? state.lines : [...state.lines, ...news];
  return { lines: lines.slice(-mostLines), missed: state.missed + update.missed, level: update.level };
}

/** "Sapphire.Web.Models.ModelsApi" becomes "ModelsApi". */
export const shortSource = (source: string): string => source.slice(source.lastIndexOf('.') + 1);

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 });

export const timeOf = (at: string): string => clock.format(new Date(at));

/** A line as it stands in the file, for the clipboard. */
export const textOf = (line: LogLineView): string => `${line.at} [${line.level}] ${line.source}: ${line.text}${line.exception === null ? '' : `\n${line.exception}`}`;
