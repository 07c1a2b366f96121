import { useEffect, useRef, useState } from 'react';

/**
 * A text while it is typed. It is kept by `keep`, and when its field goes away. `commit` may answer whether it was taken: what was refused
 * stands in the field again, unless something else was typed meanwhile.
 */
export function useDraft(value: string, commit: (text: string) => void | Promise<boolean>) {
  const [draft, setDraft] = useState<string | null>(null);
  const now = useRef({ draft, value, commit, there: true });
  now.current.value = value;
  now.current.commit = commit;

  function type(text: string | null) {
    now.current.draft = text;
    setDraft(text);
  }

  function keep() {
    const { draft: typed, value: before } = now.current;
    type(null);
    if (typed === null || typed === before) return;
    void Promise.resolve(now.current.commit(typed)).then((done) => {
      if (done === false && now.current.there && now.current.draft === null) type(typed);
    });
  }

  useEffect(() => {
    now.current.there = true;
    return () => {
      now.current.there = false;
      keep();
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);
  return { text: draft ?? value, type, keep };
}
