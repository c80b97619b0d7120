import type { HistoryState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { toOptionsDraft } from './options-draft.ts';
import { TaskDraft } from './task-draft.ts';

const KEY = 'tutti.task-draft';

interface Asked {
  readonly agent?: string | undefined;
  readonly goal?: string | undefined;
  /** All of it, as an earlier task had it. */
  readonly like?: HistoryState['like'] | undefined;
}

/** The draft outlives a reload of the tab, and goes with it. */
export function useTaskDraft(asked: Asked) {
  const [draft, setDraft] = useState(() => readDraft(asked));
  useEffect(() => {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(draft));
    } catch {
      // A browser that keeps nothing still sends the form.
    }
  }, [draft]);
  return { draft, change: (changes: Partial<TaskDraft>) => setDraft((before) => ({ ...before, ...changes })) };
}

export function forgetDraft(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Then nothing was kept either.
  }
}

/** What the address asks for comes before what was kept. */
function readDraft({ agent, goal, like }: Asked): TaskDraft {
  const kept = like === undefined ? readKept() : toDraft(like);
  const agents = TaskDraft.shape.agents.safeParse(agent === undefined ? undefined : [agent]).data ?? [];
  return { ...kept, ...(goal !== undefined && { goal }), ...(agents.length > 0 && { agents }) };
}

function toDraft({ patternOptions, ...like }: NonNullable<Asked['like']>): TaskDraft {
  return TaskDraft.parse({ ...like, options: toOptionsDraft(patternOptions) });
}

function readKept(): TaskDraft {
  try {
    return TaskDraft.parse(JSON.parse(sessionStorage.getItem(KEY) ?? '{}'));
  } catch {
    // A draft of another version, or none.
    return TaskDraft.parse({});
  }
}
