import { useQuery } from '@tanstack/react-query';
import type { AgentId } from '@tutti/protocol';
import { Plus } from 'lucide-react';
import { analysisQuery } from '../../client/queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { useMayUse } from '../../domain/use-may-use.ts';
import { tasksText } from '../../strings/tasks.ts';
import { Button } from '../../ui/button.tsx';
import { useSettled } from './use-settled.ts';

interface Props {
  readonly goal: string;
  readonly chosen: readonly AgentId[];
  readonly onAdd: (agent: AgentId) => void;
}

const QUIET_MS = 600;
/** Fewer letters say nothing about who would suit. */
const LEAST_LETTERS = 12;

/** Who would suit what is being written, and why. It adds nobody by itself, and takes nobody away. */
export function SuggestedAgents({ goal, chosen, onAdd }: Props) {
  const { client } = useServices();
  const mayUse = useMayUse();
  const asked = useSettled(goal.trim(), QUIET_MS);
  const enabled = mayUse === true && asked.length >= LEAST_LETTERS;
  // While the next answer is on its way the last one stands: nothing jumps under the pointer.
  const { data, isError } = useQuery({ ...analysisQuery(client, asked), enabled, placeholderData: (before) => before });
  if (!enabled || (!data && !isError)) return null;
  if (isError) return <p className="text-xs text-muted">{tasksText.suggestedFailed}</p>;
  const others = data?.agents.filter(({ id }) => !chosen.includes(id)) ?? [];
  if (!data || others.length === 0) return null;
  return (
    <section aria-label={tasksText.suggested} className="flex min-w-0 flex-col gap-1.5">
      <p className="text-sm font-medium">
        {tasksText.suggested}
        <span className="block text-xs font-normal text-muted">
          {tasksText.suggestedFor(data.type, data.complexity)}
        </span>
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
