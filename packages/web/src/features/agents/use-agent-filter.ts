import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';

export interface AgentFilter {
  readonly text: string;
  readonly suite: string;
  readonly category: string;
  readonly capability: string;
}

const NOTHING: AgentFilter = { text: '', suite: '', category: '', capability: '' };

/** All of it stands in the address but the words, which change with every letter. */
export function useAgentFilter() {
  const { text = '', suite = '', category = '', capability = '', retired } = useSearch({ from: '/shell/ui/agents' });
  const navigate = useNavigate();
  const [words, setWords] = useState(text);
  const filter: AgentFilter = { text: words, suite, category, capability };
  const go = (next: AgentFilter): void => {
    setWords(next.text);
    const search = {
      retired,
      suite: next.suite === '' ? undefined : next.suite,
      category: next.category === '' ? undefined : next.category,
      capability: next.capability === '' ? undefined : next.capability,
    };
    void navigate({ to: '/ui/agents', search, replace: true, resetScroll: false });
  };
  return {
    filter,
    change: (changes: Partial<AgentFilter>) =>
      Object.keys(changes).join() === 'text' ? setWords(changes.text ?? '') : go({ ...filter, ...changes }),
    clear: () => go(NOTHING),
  };
}
