import { Button, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { SessionPlace, SessionsView } from '../generated/protocol';
import { navigate } from '../shared/router';
import { Section } from './parts';
import { explain, findSession, getSessions } from './cluster';
import shared from './parts.module.css';

/** The chats that are in memory, and where any chat is. */
export function Sessions({ chats, alone }: { chats: number; alone: boolean }) {
  const [sessions, setSessions] = useState<SessionsView | null>(null);
  const [text, setText] = useState('');
  const [place, setPlace] = useState<SessionPlace | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    let gone = false;
    getSessions().then((view) => !gone && setSessions(view), (error: unknown) => !gone && setProblem(explain(error)));
    return () => {
      gone = true;
    };
  }, [chats]);

  function find() {
    const wanted = text.trim();
    if (wanted === '') return;
    setPlace(null);
    findSession(wanted).then((found) => {
      setPlace(found);
      setProblem(null);
    }, (error: unknown) => setProblem(explain(error)));
  }

  return (
    <Section title="Chats in memory" id="sessions">
      <form
        className={shared.find}
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          find();
        }}
      >
        <TextInput className={shared.grow ?? ''} size="sm" aria-label="Id or title of a chat" placeholder="Where is a chat? Its id or title" value={text} onChange={(event) => setText(event.currentTarget.value)} data-testid="session-find" />
        <Button type="submit" size="sm" variant="default">Find</Button>
      </form>
      {problem !== null && <p className={shared.problem} role="alert" data-testid="session-error">{problem}</p>}
      {place !== null && <p className={shared.found} role="status" data-testid="session-place">{wordsOf(place)}</p>}
      {sessions !== null && sessions.total === 0 && <p className={shared.note}>None now. A chat is loaded by its next message, and unloaded when it rests.</p>}
      {sessions !== null && sessions.total > 0 && (
        <div className={shared.scroll} role="region" aria-label="Chats in memory" tabIndex={0}>
          <table className={shared.table}>
            <thead>
              <tr>
                <th scope="col">Chat</th>
                <th scope="col">Node</th>
                {!alone && <th scope="col">Shard</th>}
              </tr>
            </thead>
            <tbody>
              {sessions.sessions.slice(0, 100).map((session) => (
                <tr key={session.id} data-testid="session">
                  <th scope="row"><a href={`/c/${session.id}`} onClick={(event) => {
                    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
                    event.preventDefault();
                    navigate({ page: 'chat', chatId: session.id });
                  }}>{session.title ?? session.id}</a></th>
                  <td>{session.node ?? '–'}</td>
                  {!alone && <td>{session.shard ?? '–'}</td>}
                </tr>
              ))}
            </tbody>
          </table>
          {sessions.total > 100 && <p className={shared.note}>and {sessions.total - 100} more.</p>}
        </div>
      )}
    </Section>
  );
}

/** Where a chat is, in a sentence. */
export function wordsOf(place: SessionPlace): string {
  const what = place.title ?? place.id;
  if (place.node === null) return `Nobody has the shard of ${what} now: it is being handed over, or no node keeps chats.`;
  const where = `${place.node}${place.shard === null ? '' : `, shard ${place.shard}`}`;
  return place.active ? `${what} is in memory on ${where}.` : `${what} is not in memory; its next message loads it on ${where}.`;
}
