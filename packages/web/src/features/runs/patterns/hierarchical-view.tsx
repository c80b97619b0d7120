import { patternsText } from '../../../strings/patterns.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Banner } from '../../../ui/banner.tsx';
import { Disclosure } from '../../../ui/disclosure.tsx';
import { Panel } from '../../../ui/panel.tsx';
import type { Tone } from '../../../ui/tone.ts';
import { type PlannedTask, readHierarchical, type TaskState, type TaskStep } from './read-hierarchical.ts';
import type { Recorded } from './recorded.ts';
import { toPercent } from './to-words.ts';

const text = patternsText.hierarchical;

const TONE: Record<TaskState, Tone> = {
  planned: 'neutral',
  working: 'progress',
  returned: 'attention',
  accepted: 'success',
  with_reservations: 'attention',
  missing: 'danger',
};

export function HierarchicalView({ recorded }: { readonly recorded: readonly Recorded[] }) {
  const { lead, isPlain, levels, refused, consolidated } = readHierarchical(recorded);
  return (
    <>
      {consolidated ? (
        <Banner tone={consolidated.missing.length > 0 || consolidated.reservations > 0 ? 'attention' : 'success'}>
          <strong>{text.how[consolidated.how]?.(consolidated.by) ?? consolidated.how}</strong>{' '}
          {text.pieces(consolidated.pieces, consolidated.reservations)}{' '}
          {consolidated.missing.length > 0 && text.missing(consolidated.missing.join(', '))} {consolidated.reason}
        </Banner>
      ) : (
        <p className="text-muted">{lead === undefined ? text.planning : text.leads(lead)}</p>
      )}
      {isPlain && <Banner tone="attention">{text.plain}</Banner>}
      {levels.length > 0 && (
        <Panel title={text.plan} meta={<Progress levels={levels} />}>
          <ol className="flex min-w-0 flex-col gap-3 lg:flex-row lg:overflow-x-auto">
            {levels.map((level, place) => (
              <li key={level[0]?.id} className="flex min-w-0 flex-col gap-2 lg:min-w-60 lg:flex-1">
                <span className="text-xs font-medium text-muted">{text.level(place + 1)}</span>
                <ul className="flex flex-col gap-2">
                  {level.map((task) => (
                    <TaskCard key={task.id} task={task} />
                  ))}
                </ul>
              </li>
            ))}
          </ol>
        </Panel>
      )}
      {refused.length > 0 && (
        <Panel title={text.refused}>
          {refused.map(({ attempt, reasons }) => (
            <Disclosure key={attempt} summary={text.attempt(attempt, reasons.length)}>
              <ul className="flex list-disc flex-col gap-0.5 pl-4 text-muted">
                {[...new Set(reasons)].map((reason) => (
                  <li key={reason} className="[overflow-wrap:anywhere]">
                    {reason}
                  </li>
                ))}
              </ul>
            </Disclosure>
          ))}
        </Panel>
      )}
    </>
  );
}

function Progress({ levels }: { readonly levels: readonly (readonly PlannedTask[])[] }) {
  const tasks = levels.flat();
  const done = tasks.filter(({ state }) => state === 'accepted' || state === 'with_reservations').length;
  return <span className="text-xs text-muted">{text.progress(done, tasks.length)}</span>;
}

function TaskCard({ task: { id, what, test, after, share, who, state, steps } }: { readonly task: PlannedTask }) {
  return (
    <li className="flex min-w-0 flex-col gap-1 rounded-md border border-line p-2.5">
      <div className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
        <span className="min-w-0 font-semibold [overflow-wrap:anywhere]">{id}</span>
        <Badge tone={TONE[state]}>{text.state[state]}</Badge>
      </div>
      <p className="text-xs text-muted">
        {text.givenTo(who, toPercent(share))} {after.length > 0 && text.after(after.join(', '))}
      </p>
      <p className="[overflow-wrap:anywhere]">{what}</p>
      <p className="text-xs text-muted [overflow-wrap:anywhere]">{text.test(test)}</p>
      {steps.length > 0 && (
        <Disclosure summary={<span className="text-xs font-normal">{text.steps(steps.length)}</span>}>
          <ol className="flex flex-col gap-0.5 text-xs">
            {steps.map((step, index) => (
              // A step may come again; their order never changes.
              <li key={index} className="[overflow-wrap:anywhere]">
                {toStepWords(step)} <span className="text-muted">{step.reason}</span>
              </li>
            ))}
          </ol>
        </Disclosure>
      )}
    </li>
  );
}

function toStepWords({ name, by = '', from = '', to = '', why = '', reservations }: TaskStep): string {
  switch (name) {
    case 'handed_out':
      return text.step.handedOut(to);
    case 'returned':
      return text.step.returned(by);
    case 'reassigned':
      return text.step.reassigned(from, to, patternsText.why[why] ?? why);
    case 'accepted':
      return reservations ? text.step.taken(by) : text.step.accepted(by);
    case 'missed':
      return text.step.missed;
    default:
      return name satisfies never;
  }
}
