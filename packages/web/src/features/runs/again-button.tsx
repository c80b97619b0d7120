import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import {
  AgentId,
  Complexity,
  GivenFiles,
  LadderStep,
  ModelPreset,
  PatternName,
  PatternOptions,
  type RunState,
  WorkspaceWish,
} from '@tutti/protocol';
import { toMoney } from '@tutti/protocol/api';
import { CopyPlus } from 'lucide-react';
import * as z from 'zod';
import { payloadQuery } from '../../client/queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { runText } from '../../strings/run.ts';
import { Button } from '../../ui/button.tsx';

/** What a team was asked for; a run of another program has no form that it could be asked for with. */
const TeamInput = z.looseObject({
  goal: z.string(),
  agents: z.array(AgentId),
  pattern: PatternName,
  patternOptions: PatternOptions.optional().catch(undefined),
  review: z.boolean().default(false),
  complexity: Complexity.optional().catch(undefined),
  models: ModelPreset.optional().catch(undefined),
  ladder: z.array(LadderStep).optional().catch(undefined),
  workspace: WorkspaceWish.optional().catch(undefined),
  files: GivenFiles.optional().catch(undefined),
});

/** The form of a new task, filled in as this one was. */
export function AgainButton({ state: { run, input, priority, budget } }: { state: RunState }) {
  const { client } = useServices();
  const navigate = useNavigate();
  const fetched = useQuery({
    ...payloadQuery(client, run, 'blob' in input ? input.blob : ('' as never)),
    enabled: 'blob' in input,
  });
  const asked = TeamInput.safeParse('value' in input ? input.value : fetched.data?.value).data;
  if (!asked) return null;
  const { goal, agents, pattern, patternOptions, review, complexity, models, ladder, workspace, files } = asked;
  const like = {
    goal,
    agents,
    pattern,
    review,
    priority,
    ...(patternOptions && { patternOptions }),
    ...(complexity && { complexity }),
    ...(models && { models }),
    ...(ladder && { ladder }),
    ...(workspace && { repository: workspace.repository, base: workspace.base ?? '' }),
    ...(budget?.tokens !== undefined && { tokens: budget.tokens }),
    ...(budget?.costNanoUsd !== undefined && { usd: toMoney(budget.costNanoUsd) }),
  };
  return (
    <Button
      icon={CopyPlus}
      title={runText.againMeans}
      onClick={() => navigate({ to: '/ui/tasks/new', state: { like, ...(files && { given: files }) } })}
    >
      {runText.again}
    </Button>
  );
}
