import { patternsText } from '../../../strings/patterns.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Banner } from '../../../ui/banner.tsx';
import { Disclosure } from '../../../ui/disclosure.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { AbsentList } from './parts/absent-list.tsx';
import { ShareBar } from './parts/share-bar.tsx';
import { readCollaborative, type Standing, type Statement } from './read-collaborative.ts';
import type { Recorded } from './recorded.ts';
import { toPercent } from './to-words.ts';

const text = patternsText.collaborative;

export function CollaborativeView({ recorded }: { readonly recorded: readonly Recorded[] }) {
  const seen = readCollaborative(recorded);
  const { rounds, standing, absent } = seen;
  return (
    <>
      <Ending seen={seen} />
      {standing && <Conflicts standing={standing} dissent={seen.closed?.dissent ?? []} />}
      {rounds.toReversed().map(({ round, statements }) => (
        <Panel key={round} title={patternsText.round(round)}>
          <ul className="flex flex-col gap-3">
            {statements.map((statement) => (
              <Position key={statement.by} statement={statement} />
            ))}
          </ul>
        </Panel>
      ))}
      <AbsentList absent={absent} />
    </>
  );
}

function Ending({ seen: { closed, standing, rounds } }: { readonly seen: ReturnType<typeof readCollaborative> }) {
  if (closed)
    return (
      <Banner tone={closed.outcome === 'agreed' ? 'success' : 'attention'}>
        <strong>{text.outcome[closed.outcome] ?? closed.outcome}</strong>{' '}
        {closed.by === 'program' ? text.closedByProgram(closed.moderator, closed.reason) : text.closedBy(closed.by)}
      </Banner>
    );
  if (!standing) return <p className="text-muted">{text.stating}</p>;
  return <p className="text-muted">{text.talking(rounds.at(-1)?.round ?? standing.round)}</p>;
}

interface ConflictsProps {
  readonly standing: Standing;
  readonly dissent: readonly { readonly by: string; readonly position: string; readonly confidence: number }[];
}

/** Who stands where after the last round that has ended. */
function Conflicts({ standing, dissent }: ConflictsProps) {
  const { camps, contradictions, spoken, team, stalled, switched } = standing;
  return (
    <Panel
      title={camps.length > 1 ? text.disagreement : text.agreement}
      meta={<span className="text-xs text-muted">{text.spoken(spoken, team)}</span>}
    >
      <div className="flex flex-col gap-3">
        <ul aria-label={text.camps} className="flex flex-col gap-2">
          {camps.map(({ members, position }) => (
            <li key={members.join(' ')} className="flex min-w-0 flex-col gap-0.5">
              <ShareBar
                label={members.join(', ')}
                text={text.held(members.length, team)}
                share={members.length / Math.max(1, team)}
                tone={camps.length > 1 ? 'attention' : 'success'}
              />
              <p className="min-w-0 [overflow-wrap:anywhere]">
                <span className="font-semibold">{members.join(', ')}</span> {position}
              </p>
            </li>
          ))}
        </ul>
        {contradictions.length > 0 && (
          <p>{text.contradict(contradictions.map((pair) => pair.join(' – ')).join(', '))}</p>
        )}
        {switched.length > 0 && <p>{text.switched(switched.join(', '))}</p>}
        {stalled && <p className="text-muted">{text.stalled}</p>}
        {dissent.length > 0 && (
          <section aria-label={text.dissent} className="flex flex-col gap-1 border-t border-line pt-2">
            <h3 className="text-xs font-semibold text-muted">{text.dissent}</h3>
            <ul className="flex flex-col gap-1">
              {dissent.map(({ by, position, confidence }) => (
                <li key={by} className="min-w-0 [overflow-wrap:anywhere]">
                  <span className="font-semibold">{by}</span> {position}{' '}
                  <span className="text-xs text-muted">{text.sure(toPercent(confidence))}</span>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </Panel>
  );
}

function Position({ statement }: { readonly statement: Statement }) {
  const { by, position, argument, confidence, evidence, move, changed, changedBecause, agreesWith } = statement;
  return (
    <li className="flex min-w-0 flex-col gap-1">
      <div className="grid min-w-0 grid-cols-[minmax(0,1fr)_7rem] items-center gap-2">
        <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-0.5">
          <span className="font-semibold">{by}</span>
          <Badge tone={changed ? 'attention' : 'neutral'}>{text.move[move] ?? move}</Badge>
        </span>
        <ShareBar label={text.confidenceOf(by)} text={toPercent(confidence)} share={confidence} />
      </div>
      <p className="min-w-0 [overflow-wrap:anywhere]">{position}</p>
      {changedBecause !== '' && <p className="text-xs text-muted">{text.because(changedBecause)}</p>}
      {agreesWith.length > 0 && <p className="text-xs text-muted">{text.agreesWith(agreesWith.join(', '))}</p>}
      {(argument !== '' || evidence.length > 0) && (
        <Disclosure summary={<span className="text-xs font-normal">{text.why(evidence.length)}</span>}>
          <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{argument}</p>
          {evidence.length > 0 && (
            <ul className="mt-1 list-disc pl-4 text-muted">
              {evidence.map((each) => (
                <li key={each} className="[overflow-wrap:anywhere]">
                  {each}
                </li>
              ))}
            </ul>
          )}
        </Disclosure>
      )}
    </li>
  );
}
