import { useQuery } from '@tanstack/react-query';
import { isFinished, listOpenApprovals, type RunEvent, type RunState } from '@tutti/protocol';
import { drivesRuns, toApprovalView } from '@tutti/protocol/api';
import { useId } from 'react';
import * as z from 'zod';
import { workersQuery } from '../../client/queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { ApprovalCard } from '../../domain/approval-card.tsx';
import { FailureView } from '../../domain/failure-view.tsx';
import { useMayManage } from '../../domain/use-may-manage.ts';
import { runText } from '../../strings/run.ts';
import { workersText } from '../../strings/workers.ts';
import { Banner } from '../../ui/banner.tsx';
import { TextLink } from '../../ui/text-link.tsx';
import { AwaitsBanner } from './model-calls/awaits-banner.tsx';
import { PartialResult } from './model-calls/partial-result.tsx';
import { WarningsBanner } from './model-calls/warnings-banner.tsx';

const SHOWN = 3;
/** How a team ends whose result nobody wanted. */
const Rejected = z.looseObject({ outcome: z.literal('rejected') });

/** What somebody has to know about a run before anything else; what waits is answered right here. */
export function RunBanners({ state, events }: { state: RunState; events: readonly RunEvent[] }) {
  const { status, error, cancel, stoppedAt, output } = state;
  const isRejected = output && 'value' in output && Rejected.safeParse(output.value).success;
  return (
    <>
      <OpenApprovals state={state} />
      {status === 'queued' && <Undriven />}
      <AwaitsBanner state={state} />
      {!isFinished(status) && <WarningsBanner events={events} />}
      {status === 'paused' && <Banner tone="neutral">{runText.pausedBanner}</Banner>}
      {status === 'quarantined' && <Banner tone="attention">{runText.quarantinedBanner}</Banner>}
      {cancel && status !== 'cancelled' && status !== 'failed' && status !== 'completed' && (
        <Banner tone="progress">{runText.cancelling}</Banner>
      )}
      {isRejected && <Banner tone="neutral">{runText.rejectedBanner}</Banner>}
      {status === 'cancelled' && (
        <Banner tone="neutral">
          <strong>{runText.cancelledBanner}</strong> {cancel?.reason}
          {stoppedAt && stoppedAt.length > 0 && (
            <p className="mt-1 text-xs">
              {runText.stoppedAt} <code className="font-mono break-all">{stoppedAt.join(', ')}</code>
            </p>
          )}
        </Banner>
      )}
      {error && (
        <Banner tone="danger">
          <p className="font-semibold">{runText.failedBanner}</p>
          <FailureView failure={error} />
        </Banner>
      )}
      <PartialResult state={state} />
    </>
  );
}

/** Nobody can tell whoever may not see who works here. */
function Undriven() {
  const { client } = useServices();
  const { data } = useQuery({ ...workersQuery(client), enabled: useMayManage() === true });
  if (!data || data.items.some(drivesRuns)) return null;
  return <Banner tone="attention">{workersText.noneDrives}</Banner>;
}

function OpenApprovals({ state }: { state: RunState }) {
  const open = listOpenApprovals(state);
  const heading = useId();
  if (open.length === 0) return null;
  return (
    <section aria-labelledby={heading} className="flex flex-col gap-2">
      <h2 id={heading} className="sr-only">
        {runText.waitsOpen(open.length)}
      </h2>
      {open.slice(0, SHOWN).map((one) => (
        <ApprovalCard key={one.id} view={toApprovalView(one, state.title)} inRun />
      ))}
      {open.length > SHOWN && <TextLink to="/ui/approvals">{runText.moreWaits(open.length - SHOWN)}</TextLink>}
    </section>
  );
}
