import { useQuery } from '@tanstack/react-query';
import type { RunStatus } from '@tutti/protocol';
import { fewRunsQuery } from '../../client/queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { RefusalState } from '../../domain/refusal-state.tsx';
import { RunLine } from '../../domain/run-line.tsx';
import { homeText } from '../../strings/home.ts';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TextLink } from '../../ui/text-link.tsx';

const SHOWN = 8;
const LIVE_EVERY_MS = 3_000;

interface Props {
  readonly title: string;
  /** Said where there is none. */
  readonly none: string;
  readonly status: readonly RunStatus[];
}

/** The newest runs of some states. Notices refresh it; while one is running its figures are asked for again, too. */
export function RunsSection({ title, none, status }: Props) {
  const { client } = useServices();
  const runs = useQuery({
    ...fewRunsQuery(client, status, SHOWN),
    refetchInterval: ({ state }) => (state.data?.items.some((run) => run.status === 'running') ? LIVE_EVERY_MS : false),
  });
  const action = (
    <TextLink plain to="/ui/runs" search={{ status: status.join(',') }}>
      {homeText.all}
    </TextLink>
  );
  return (
    <Panel title={title} actions={runs.data?.next ? action : undefined} flush>
      {runs.isPending && <Skeleton lines={3} />}
      {runs.isError && !runs.data && <RefusalState error={runs.error} onRetry={() => runs.refetch()} />}
      {runs.data?.items.length === 0 && <p className="px-4 py-3 text-muted">{none}</p>}
      {runs.data && runs.data.items.length > 0 && (
        <ul className="divide-y divide-line">
          {runs.data.items.map((run) => (
            <RunLine key={run.run} view={run} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
