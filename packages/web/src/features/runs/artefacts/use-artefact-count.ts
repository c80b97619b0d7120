import { useQuery } from '@tanstack/react-query';
import { isFinished, type RunEvent, type RunState } from '@tutti/protocol';
import { useMemo } from 'react';
import { workspaceQuery } from '../../../client/queries.ts';
import { useServices } from '../../../client/services-context.tsx';

/** How much there is to be seen: documents by name, and changed files. Of a run that kept no files nothing is asked. */
export function useArtefactCount(
  { run, status, artefacts }: Pick<RunState, 'run' | 'status' | 'artefacts'>,
  events: readonly RunEvent[],
): number {
  const { client } = useServices();
  // They grow in place.
  const { length } = events;
  const enabled = useMemo(() => length > 0 && events.some(hasKeptFiles), [events, length]);
  const { data } = useQuery({ ...workspaceQuery(client, run, isFinished(status)), enabled });
  const documents = new Set(artefacts.map(({ name }) => name)).size;
  return documents + (data?.files.length ?? 0);
}

function hasKeptFiles(event: RunEvent): boolean {
  return event.type === 'step.completed' && /(?:^|\/)snapshot\/\d+$/u.test(event.path);
}
