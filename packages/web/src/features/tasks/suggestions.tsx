import { useQuery } from '@tanstack/react-query';
import type { AgentId, TaskAnalysis } from '@tutti/protocol';
import { Check, Plus } from 'lucide-react';
import { analysisQuery } from '../../client/queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { useMayUse } from '../../domain/use-may-use.ts';
import { sharedText } from '../../strings/shared.ts';
import { tasksText } from '../../strings/tasks.ts';
import { Button } from '../../ui/button.tsx';
import type { TaskDraft } from './task-draft.ts';
import { useSettled } from './use-settled.ts';

interface Props {
  readonly draft: TaskDraft;
  readonly change: (changes: Partial<TaskDraft>) => void;
}

const QUIET_MS = 600;
/** Fewer letters say nothing about who would suit. */
const LEAST_LETTERS = 12;

/** Who would suit what is being written, how they would best work, and why. It changes nothing by itself. */
export function Suggestions({ draft, change }: Props) {
  const { client } = useServices();
  const mayUse = useMayUse();
  const asked = useSettled(draft.goal.trim(), QUIET_MS);
  const enabled = mayUse === true && asked.length >= LEAST_LETTERS;
  // While the next answer is on its way the last one stands: nothing jumps under the pointer.
  const { data, isError } = useQuery({ ...analysisQuery(client, asked), enabled, placeholderData: (before) => before });
  if (!enabled || (!data && !isError)) return null;
  if (isError) return <p className="text-xs text-muted">{tasksText.suggestedFailed}</p>;
  if (!data) return null;
  return (
    <div className="flex min-w-0 flex-col gap-3">
      <SuggestedAgents
        analysis={data}
        chosen={draft.agents}
        onAdd={(id) => change({ agents: [...draft.agents, id] })}
      />
      <SuggestedPattern analysis={data} draft={draft} change={change} />
    </div>
  );
}

interface AgentsProps {
  readonly analysis: TaskAnalysis;
  readonly chosen: readonly AgentId[];
  readonly onAdd: (agent: AgentId) => void;
}

function SuggestedAgents({ analysis: { agents, type, complexity }, chosen, onAdd }: AgentsProps) {
  const others = agents.filter(({ id }) => !chosen.includes(id));
  if (others.length === 0) return null;
  return (
    <section aria-label={tasksText.suggested} className="flex min-w-0 flex-col gap-1.5">
      <p className="text-sm font-medium">
        {tasksText.suggested}
        <span className="block text-xs font-normal text-muted">{tasksText.suggestedFor(type, complexity)}</span>
      </p>
      <ul className="flex min-w-0 flex-col gap-1.5">
        {others.map(({ id, reasons }) => (
          <li key={id} className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5">
            <Button size="sm" icon={Plus} aria-label={tasksText.add(id)} onClick={() => onAdd(id)}>
              {id}
            </Button>
            <span className="min-w-0 flex-1 basis-48 text-xs text-muted [overflow-wrap:anywhere]">
              {reasons.join('; ')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** With one click; what is chosen already is not suggested. */
function SuggestedPattern({ analysis, draft, change }: Props & { readonly analysis: TaskAnalysis }) {
  const wish = toWish(analysis);
  if (!wish) return null;
  const { changes, label } = wish;
  const isChosen = draft.pattern === changes.pattern && (!changes.agents || sameAgents(changes.agents, draft.agents));
  if (isChosen) return null;
  return (
    <section
      aria-label={tasksText.suggestedPattern}
      className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 text-sm"
    >
      <span className="font-medium">{tasksText.suggestedPattern}</span>
      <Button size="sm" icon={Check} onClick={() => change(changes)}>
        {label}
      </Button>
      <span className="min-w-0 flex-1 basis-48 text-xs text-muted [overflow-wrap:anywhere]">
        {analysis.reasons.join('; ')}
      </span>
    </section>
  );
}

interface Wish {
  readonly label: string;
  readonly changes: Partial<TaskDraft>;
}

function toWish({ pattern, agents: [best] }: TaskAnalysis): Wish | undefined {
  if (pattern !== 'single')
    return { label: tasksText.usePattern(sharedText.pattern[pattern].toLowerCase()), changes: { pattern } };
  if (!best) return undefined;
  return { label: tasksText.useOne(best.id), changes: { pattern: 'sequential', agents: [best.id] } };
}

function sameAgents(some: readonly AgentId[], others: readonly AgentId[]): boolean {
  return some.length === others.length && some.every((agent, place) => agent === others[place]);
}
