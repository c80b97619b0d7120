import { useQuery } from '@tanstack/react-query';
import { AgentId } from '@tutti/protocol';
import { agentsQuery } from '../../client/queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { tasksText } from '../../strings/tasks.ts';
import { MultiPicker } from '../../ui/multi-picker.tsx';
import { PatternOptionFields } from './pattern-options.tsx';
import { PatternPicker } from './pattern-picker.tsx';
import type { Mistakes, TaskDraft } from './task-draft.ts';

interface Props {
  readonly draft: TaskDraft;
  readonly change: (changes: Partial<TaskDraft>) => void;
  readonly mistakes: Mistakes;
}

export function Team({ draft, change, mistakes }: Props) {
  const { client } = useServices();
  const agents = useQuery(agentsQuery(client));
  const options = (agents.data ?? []).map(({ id, purpose, aliases }) => ({
    id,
    text: id,
    detail: purpose,
    also: aliases.join(' '),
  }));
  return (
    <div className="flex flex-col gap-4">
      <PatternPicker value={draft.pattern} onChange={(pattern) => change({ pattern })} />
      <MultiPicker
        label={tasksText.agents}
        hint={agents.isError ? tasksText.agentsFailed : toHint(draft)}
        error={mistakes.agents}
        options={options}
        value={draft.agents}
        onChange={(ids) => change({ agents: ids.map((id) => AgentId.parse(id)) })}
      />
      <PatternOptionFields
        draft={draft}
        onChange={(changed) => change({ options: changed })}
        mistakes={mistakes}
        agents={options}
      />
    </div>
  );
}

function toHint({ pattern }: TaskDraft): string {
  if (pattern === 'auto') return tasksText.agentsAuto;
  return pattern === 'sequential' || pattern === 'pipeline' ? tasksText.agentsHint : tasksText.agentsUnordered;
}
