import { Button, Select, TextInput } from '@mantine/core';
import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { problemOf } from '../cluster/view';
import type { LogLineView } from '../generated/protocol';
import { hub } from '../hub';
import { copyText } from '../shared/clipboard';
import { CopyButton } from '../shared/CopyButton';
import { registerActions } from '../state/actions';
import { showToast } from '../state/toasts';
import { addLines, emptyLog, type Level, levelNames, levels, type LogState, shortSource, textOf, timeOf } from './log';
import styles from './log.module.css';

/** The log of the server as it is written. */
export function LiveLog() {
  const [level, setLevel] = useState<Level>('information');
  const [typed, setTyped] = useState('');
  const [text, setText] = useState('');
  const [log, setLog] = useState<LogState>(emptyLog);
  const [problem, setProblem] = useState<string | null>(null);
  const [paused, setPaused] = useState<readonly LogLineView[] | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const lines = paused ?? log.lines;
  const now = useRef({ log, lines, paused });
  now.current = { log, lines, paused };

  useEffect(() => registerActions('log', () => [
    { id: 'log.pause', group: 'Dashboard', title: now.current.paused === null ? 'Pause the log' : 'Let the log go on', keywords: 'stop follow', run: () => setPaused((before) => (before === null ? now.current.log.lines : null)) },
    { id: 'log.copy', group: 'Dashboard', title: 'Copy the lines of the log', keywords: 'clipboard', run: async () => void showToast(await copyText(now.current.lines.map(textOf).join('\n')) ? { title: 'The lines are copied.' } : { kind: 'error', title: 'The browser does not allow copying.' }) },
  ]), []);

  useEffect(() => {
    const timer = setTimeout(() => setText(typed.trim()), 250);
    return () => clearTimeout(timer);
  }, [typed]);

  useEffect(() => {
    setLog(emptyLog);
    setPaused(null);
    atEnd.current = true;
    const subscription = hub.watchLog({ level, text: text === '' ? null : text }, {
      next: (update) => {
        setLog((state) => addLines(state, update));
        setProblem(null);
      },
      error: (message) => setProblem(problemOf(message)),
    });
    return () => subscription.close();
  }, [level, text]);

  // Who reads above is left there.
  useLayoutEffect(() => {
    const element = list.current;
    if (element && atEnd.current) element.scrollTop = element.scrollHeight;
  }, [lines]);

  const quiet = log.level !== null && log.level !== 'none' && levels.indexOf(log.level as Level) > levels.indexOf(level);
  return (
    <section className={styles.log} aria-labelledby="dashboard-log" data-testid="dashboard-log">
      <div className={styles.head}>
        <h2 className={styles.title} id="dashboard-log">Log</h2>
        <div className={styles.tools}>
          <Select size="xs" className={styles.level ?? ''} aria-label="From which level" data={levels.map((value) => ({ value, label: levelNames[value] }))} value={level} allowDeselect={false} onChange={(value) => value !== null && setLevel(value as Level)} data-testid="log-level" />
          <TextInput size="xs" className={styles.filter ?? ''} aria-label="Only lines with this text" placeholder="Filter" maxLength={200} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} data-testid="log-filter" />
          <Button size="xs" variant="default" aria-pressed={paused !== null} data-testid="log-pause" onClick={() => setPaused((now) => (now === null ? log.lines : null))}>{paused === null ? 'Pause' : 'Go on'}</Button>
          <CopyButton text={() => lines.map(textOf).join('\n')} label="Copy the lines" testId="log-copy" />
        </div>
      </div>
      {problem !== null && <p className={styles.problem} role="alert">The log cannot be read now. {problem}</p>}
      <div
        ref={list}
        className={styles.lines}
        role="region"
        aria-label="Lines of the log"
        tabIndex={0}
        data-testid="log-lines"
        onScroll={(event) => {
          const element = event.currentTarget;
          atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < 30;
        }}
      >
        {lines.map((line) => <Line key={line.number} line={line} />)}
        {lines.length === 0 && log.level !== null && <p className={styles.empty}>{log.level === 'none' ? 'This node keeps no log (sapphire.log.level).' : text === '' ? 'Nothing of this level was written.' : 'Nothing with this text was written.'}</p>}
      </div>
      <p className={styles.foot} role="status" data-testid="log-foot">
        {paused !== null && log.lines.length > 0 && log.lines.at(-1) !== paused.at(-1) ? 'There are newer lines. ' : ''}
        {log.missed > 0 ? `${log.missed} ${log.missed === 1 ? 'line' : 'lines'} came too fast and ${log.missed === 1 ? 'is' : 'are'} in the file only. ` : ''}
        {quiet ? `This node writes lines from ${levelNames[log.level as Level].toLowerCase()} on.` : ''}
      </p>
    </section>
  );
}

// Of two thousand lines only those that come are drawn.
const Line = memo(function Line({ line }: { line: LogLineView }) {
  return (
    <div className={styles.line} data-level={line.level} data-testid="log-line">
      <time className={styles.time} dateTime={line.at}>{timeOf(line.at)}</time>
      <span className={styles.levelName}>{line.level}</span>
      <span className={styles.source} title={line.source}>{shortSource(line.source)}</span>
      <span className={styles.text}>
        {line.text}
        {line.exception !== null && (
          <details className={styles.exception}>
            <summary>{line.exception.split('\n', 1)[0]}</summary>
            <pre>{line.exception}</pre>
          </details>
        )}
      </span>
    </div>
  );
});
