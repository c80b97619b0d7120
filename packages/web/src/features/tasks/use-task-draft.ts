import { useEffect, useState } from 'react';
import { TaskDraft } from './task-draft.ts';

const KEY = 'tutti.task-draft';

/** The draft outlives a reload of the tab, and goes with it. */
export function useTaskDraft(asked: { agent?: string | undefined; goal?: string | undefined }) {
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
function readDraft({ agent, goal }: { agent?: string | undefined; goal?: string | undefined }): TaskDraft {
  const kept = readKept();
  const agents = TaskDraft.shape.agents.safeParse(agent === undefined ? undefined : [agent]).data ?? [];
  return { ...kept, ...(goal !== undefined && { goal }), ...(agents.length > 0 && { agents }) };
}

function readKept(): TaskDraft {
  try {
    return TaskDraft.parse(JSON.parse(sessionStorage.getItem(KEY) ?? '{}'));
  } catch {
    // A draft of another version, or none.
    return TaskDraft.parse({});
  }
}
