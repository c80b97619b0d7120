import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { isFinished, RunId, type RunState } from '@tutti/protocol';
import { useRunFeed } from '../../client/use-run-feed.ts';
import { formatCount } from '../../domain/format-numbers.ts';
import { RefusalState } from '../../domain/refusal-state.tsx';
import { runText } from '../../strings/run.ts';
import { sharedText } from '../../strings/shared.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { ArtefactsTab } from './artefacts/artefacts-tab.tsx';
import { useArtefactCount } from './artefacts/use-artefact-count.ts';
import { DetailsTab } from './details/details-tab.tsx';
import { EventsTab } from './events/events-tab.tsx';
import { TeamTab } from './patterns/team-tab.tsx';
import { RunBanners } from './run-banners.tsx';
import { RunHeader } from './run-header.tsx';
import { TimelineTab } from './timeline/timeline-tab.tsx';

export function RunPage() {
  const params = useParams({ from: '/shell/ui/runs/$run' });
  const run = RunId.safeParse(params.run).data;
  if (run === undefined) return <Missing error={new Error(runText.noRunId(params.run))} onRetry={undefined} />;
  return <KnownRun key={run} run={run} />;
}

function KnownRun({ run }: { run: RunId }) {
  const picture = useRunFeed(run);
  const { state } = picture;
  if (state) return <Shown picture={picture} state={state} />;
  if (picture.error !== undefined) return <Missing error={picture.error} onRetry={picture.retry} />;
  return <Loading />;
}

function Shown({ picture, state }: { picture: ReturnType<typeof useRunFeed>; state: RunState }) {
  const { run } = state;
  const { error, retry, caughtUp, stateHash, timeline, events } = picture;
  const made = useArtefactCount(state, events);
  const search = useSearch({ from: '/shell/ui/runs/$run' });
  const navigate = useNavigate();
  const tabs = [
    {
      id: 'timeline',
      label: runText.tab.timeline,
      content: <TimelineTab picture={picture} state={state} step={search.step} />,
    },
    {
      id: 'team',
      label: runText.tab.team,
      content: <TeamTab state={state} events={events} count={events.length} />,
    },
    {
      id: 'artefacts',
      label: runText.tab.artefacts,
      count: made,
      content: <ArtefactsTab state={state} />,
    },
    {
      id: 'events',
      label: runText.tab.events,
      count: events.length,
      content: <EventsTab events={events} count={events.length} isLive={!isFinished(state.status)} />,
    },
    {
      id: 'details',
      label: runText.tab.details,
      content: <DetailsTab state={state} stateHash={stateHash} events={events} />,
    },
  ] as const;
  return (
    <article
      className="flex min-h-0 flex-1 flex-col"
      data-run={run}
      data-status={state.status}
      data-seq={state.seq}
      data-caught-up={caughtUp}
      data-state-hash={stateHash}
    >
      <RunHeader state={state} timeline={timeline} />
      <div className="mb-2 flex flex-col gap-3 pt-2">
        {error !== undefined && <FeedError onRetry={retry} />}
        {!caughtUp && events.length >= SLOW && (
          <Banner tone="progress">{runText.loading(formatCount(events.length))}</Banner>
        )}
        <RunBanners state={state} events={events} />
      </div>
      <Tabs
        label={runText.tabs}
        tabs={tabs}
        value={search.tab ?? 'timeline'}
        onChange={(tab) =>
          void navigate({ to: '/ui/runs/$run', params: { run }, search: { tab }, replace: true, resetScroll: false })
        }
      />
    </article>
  );
}

/** Shorter journals are there before anybody could read that they are being read. */
const SLOW = 1_000;

function FeedError({ onRetry }: { onRetry: () => void }) {
  return (
    <Banner
      tone="danger"
      action={
        <Button size="sm" onClick={onRetry}>
          {sharedText.tryAgain}
        </Button>
      }
    >
      {runText.brokenFeed}
    </Banner>
  );
}

function Missing({ error, onRetry }: { error: unknown; onRetry: (() => void) | undefined }) {
  return (
    <>
      <PageHeader
        title={runText.run}
        above={
          <TextLink plain to="/ui/runs">
            {runText.allRuns}
          </TextLink>
        }
      />
      <RefusalState title={runText.noSuchRun} error={error} onRetry={onRetry} />
    </>
  );
}

function Loading() {
  return (
    <>
      <PageHeader title={runText.run} />
      <Skeleton lines={10} />
    </>
  );
}
