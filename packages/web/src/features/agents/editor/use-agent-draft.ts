import { useEffect, useRef, useState } from 'react';
import { AgentDraft, isWritten } from './agent-draft.ts';

/** What is being written outlives a reload of the tab, and goes with it. `begun`: what it was when somebody began. */
export function useAgentDraft(name: string, begun: AgentDraft) {
  const key = `tutti.agent-draft.${name}`;
  const [base, setBase] = useState(begun);
  const [draft, setDraft] = useState(() => readKept(key) ?? begun);
  const written = isWritten(draft, base);
  const isOver = useRef(false);
  useEffect(() => {
    if (isOver.current) return;
    try {
      if (written) sessionStorage.setItem(key, JSON.stringify(draft));
      else sessionStorage.removeItem(key);
    } catch {
      // A browser that keeps nothing still sends it.
    }
  }, [draft, key, written]);
  return {
    draft,
    written,
    change: (changes: Partial<AgentDraft>) => setDraft((before) => ({ ...before, ...changes })),
    /** From now on this is what counts. */
    begin: (next: AgentDraft) => {
      setBase(next);
      setDraft(next);
    },
    /** It is saved or given up: nothing of it is kept, whatever is drawn until the page is left. */
    end: () => {
      isOver.current = true;
      forget(key);
    },
  };
}

function forget(key: string): void {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Then nothing was kept either.
  }
}

function readKept(key: string): AgentDraft | undefined {
  try {
    return AgentDraft.parse(JSON.parse(sessionStorage.getItem(key) ?? ''));
  } catch {
    // A draft of another version, or none.
    return undefined;
  }
}
