import { useEffect, useRef, useState } from 'react';

/** A text while it is typed. It is kept by `keep`, and when its field goes away. */
export function useDraft(value: string, commit: (text: string) => void) {
  const [draft, setDraft] = useState<string | null>(null);
  const now = useRef({ draft, value, commit });
  now.current.value = value;
  now.current.commit = commit;

  function type(text: string | null) {
    now.current.draft = text;
    setDraft(text);
  }

  function keep() {
    const { draft: typed, value: before } = now.current;
    type(null);
    if (typed !== null && typed !== before) now.current.commit(typed);
  }

  // eslint-disable-next-line react-hooks/exhaustive-deps
  useEffect(() => keep, []);
  return { text: draft ?? value, type, keep };
}
