import { useQuery } from '@tanstack/react-query';
import { AgentId, type PatternName } from '@tutti/protocol';
import { agentsQuery } from '../../client/queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { sharedText } from '../../strings/shared.ts';
import { tasksText } from '../../strings/tasks.ts';
import { MultiPicker } from '../../ui/multi-picker.tsx';
import { SegmentedControl } from '../../ui/segmented-control.tsx';
import type { TaskDraft } from './task-draft.ts';

const PATTERNS: readonly PatternName[] = ['sequential', 'parallel'];

interface Props {
  readonly draft: TaskDraft;
  readonly change: (changes: Partial<TaskDraft>) => void;
  readonly mistake: string | undefined;
}

export function Team({ draft, change, mistake }: Props) {
  const { client } = useServices();
  const agents = useQuery(agentsQuery(client));
  const hint = draft.pattern === 'sequential' ? tasksText.agentsHint : tasksText.agentsUnordered;
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col gap-1.5">
        <SegmentedControl
          label={tasksText.pattern}
          showLabel
          options={PATTERNS.map((value) => ({ value, label: sharedText.pattern[value] }))}
          value={draft.pattern}
          onChange={(pattern) => change({ pattern })}
        />
        <p className="text-xs text-muted">{tasksText.patternMeans[draft.pattern]}</p>
      </div>
      <MultiPicker
        label={tasksText.agents}
        hint={agents.isError ? tasksText.agentsFailed : hint}
        error={mistake}
        options={(agents.data ?? []).map(({ id, purpose, aliases }) => ({
          id,
          text: id,
          detail: purpose,
          also: aliases.join(' '),
        }))}
        value={draft.agents}
        onChange={(ids) => change({ agents: ids.map((id) => AgentId.parse(id)) })}
      />
    </div>
  );
}
