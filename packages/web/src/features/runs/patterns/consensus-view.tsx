import { patternsText } from '../../../strings/patterns.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Banner } from '../../../ui/banner.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { AbsentList } from './parts/absent-list.tsx';
import { Said } from './parts/said.tsx';
import { ShareBar } from './parts/share-bar.tsx';
import { Sheet, SheetCell, SheetRow } from './parts/sheet.tsx';
import { type ConsensusRound, type Proposal, readConsensus } from './read-consensus.ts';
import type { Recorded } from './recorded.ts';
import { toPercent } from './to-words.ts';

const text = patternsText.consensus;

export function ConsensusView({ recorded }: { readonly recorded: readonly Recorded[] }) {
  const seen = readConsensus(recorded);
  const { proposals, rounds, absent, weights, isWeighted } = seen;
  const total = weights.reduce((sum, { weight }) => sum + weight, 0);
  return (
    <>
      <Ending seen={seen} />
      {rounds.length > 0 && <Votes seen={seen} />}
      {rounds.toReversed().map((round) => (
        <Tally key={round.round} round={round} proposals={proposals} isWeighted={isWeighted} />
      ))}
      {proposals.length > 0 && (
        <Panel title={text.proposals}>
          <ul className="flex flex-col gap-2">
            {proposals.map(({ name, summary, backers }) => (
              <li key={name} className="flex min-w-0 flex-wrap items-baseline gap-x-2 gap-y-0.5">
                <Badge>{name}</Badge>
                <span className="min-w-0 [overflow-wrap:anywhere]">{summary}</span>
                <span className="text-xs text-muted">{text.backedBy(backers.join(', '))}</span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {isWeighted && (
        <Panel title={text.weights}>
          <ul className="flex max-w-md flex-col gap-1.5">
            {weights.map(({ by, weight }) => (
              <li key={by} className="grid grid-cols-[8rem_1fr] items-center gap-2">
                <span className="truncate font-medium">{by}</span>
                <ShareBar label={text.weightOf(by)} text={toPercent(weight / total)} share={weight / total} />
              </li>
            ))}
          </ul>
        </Panel>
      )}
      <AbsentList absent={absent} />
    </>
  );
}

type Seen = ReturnType<typeof readConsensus>;

function Ending({ seen: { decided, ended, rounds, quorum } }: { readonly seen: Seen }) {
  const needs = quorum === undefined ? '' : (text.quorum[quorum] ?? quorum);
  if (decided)
    return (
      <Banner tone="success">
        <strong>{text.decided(decided.proposal, decided.round)}</strong> {decided.summary}{' '}
        <span className="text-xs">{text.needs(needs)}</span>
      </Banner>
    );
  if (ended)
    return (
      <Banner tone="attention">
        <strong>{text.outcome[ended.outcome] ?? ended.outcome}</strong>{' '}
        {ended.strongest.length > 0 && text.strongest(ended.strongest.join(', '), ended.tied)}{' '}
        <span className="text-xs">{text.needs(needs)}</span>
      </Banner>
    );
  const last = rounds.at(-1);
  return (
    <p className="text-muted">
      {last ? text.voting(last.round) : text.proposing} {text.needs(needs)}
    </p>
  );
}

/** Who chose what, from round to round. */
function Votes({ seen: { rounds, members } }: { readonly seen: Seen }) {
  if (members.length === 0) return null;
  return (
    <Panel title={text.votes} flush>
      <Sheet
        label={text.votes}
        columns={[
          { id: 'member', label: patternsText.member },
          ...rounds.map(({ round }) => ({ id: String(round), label: patternsText.round(round) })),
        ]}
      >
        {members.map((member) => (
          <SheetRow key={member}>
            <SheetCell heads>{member}</SheetCell>
            {rounds.map((round) => (
              <SheetCell key={round.round}>
                <Vote round={round} member={member} />
              </SheetCell>
            ))}
          </SheetRow>
        ))}
      </Sheet>
    </Panel>
  );
}

function Vote({ round: { votes, abstentions, tally }, member }: { round: ConsensusRound; member: string }) {
  const vote = votes.find(({ by }) => by === member);
  if (vote) return <Badge tone={vote.choice === tally?.decided ? 'success' : 'info'}>{vote.choice}</Badge>;
  const abstained = abstentions.find(({ by }) => by === member);
  return abstained ? <span className="text-muted">{patternsText.why[abstained.why] ?? abstained.why}</span> : null;
}

interface TallyProps {
  readonly round: ConsensusRound;
  readonly proposals: readonly Proposal[];
  readonly isWeighted: boolean;
}

function Tally({ round: { round, tally, votes }, proposals, isWeighted }: TallyProps) {
  if (votes.length === 0 && !tally) return null;
  return (
    <Panel title={text.tally(round)} meta={tally?.tied ? <Badge tone="attention">{text.tied}</Badge> : undefined}>
      <div className="flex flex-col gap-3">
        {tally?.lines.map(({ proposal, first, acceptable }) => {
          const said = proposals.find(({ name }) => name === proposal)?.summary;
          const words = isWeighted
            ? text.share(toPercent(first / tally.total), toPercent(tally.needed / tally.total))
            : text.count(first, tally.total, tally.needed);
          return (
            <div key={proposal} className="flex min-w-0 flex-col gap-0.5">
              <div className="flex min-w-0 flex-wrap items-baseline gap-x-2">
                <Badge tone={tally.decided === proposal ? 'success' : 'neutral'}>{proposal}</Badge>
                <span className="min-w-0 [overflow-wrap:anywhere]">{said}</span>
                {acceptable > first && (
                  <span className="text-xs text-muted">
                    {text.acceptable(isWeighted ? toPercent(acceptable / tally.total) : String(acceptable))}
                  </span>
                )}
              </div>
              <ShareBar
                label={text.votesFor(proposal)}
                text={words}
                share={first / tally.total}
                mark={tally.needed / tally.total}
                tone={tally.decided === proposal ? 'success' : 'info'}
              />
            </div>
          );
        })}
        {votes.some(({ reason }) => reason !== '') && (
          <ul aria-label={text.reasons} className="flex flex-col gap-1 border-t border-line pt-2">
            {votes.map(({ by, choice, reason }) => (
              <Said key={by} by={by} mark={<Badge>{choice}</Badge>}>
                {reason}
              </Said>
            ))}
          </ul>
        )}
      </div>
    </Panel>
  );
}
