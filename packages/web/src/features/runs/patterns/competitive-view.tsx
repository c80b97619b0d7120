import { patternsText } from '../../../strings/patterns.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Banner } from '../../../ui/banner.tsx';
import { Disclosure } from '../../../ui/disclosure.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { AbsentList } from './parts/absent-list.tsx';
import { Said } from './parts/said.tsx';
import { ShareBar } from './parts/share-bar.tsx';
import { Sheet, SheetCell, SheetRow } from './parts/sheet.tsx';
import { type Attempt, type Duel, readCompetitive } from './read-competitive.ts';
import type { Recorded } from './recorded.ts';
import { toPercent } from './to-words.ts';

const text = patternsText.competitive;

const COLUMNS = [
  { id: 'place', label: text.place, align: 'end' },
  { id: 'by', label: patternsText.member },
  { id: 'points', label: text.points },
  { id: 'score', label: text.checked },
  { id: 'wins', label: text.wins, align: 'end' },
  { id: 'draws', label: text.draws, align: 'end' },
  { id: 'losses', label: text.losses, align: 'end' },
] as const;

export function CompetitiveView({ recorded }: { readonly recorded: readonly Recorded[] }) {
  const { attempts, duels, ended, absent } = readCompetitive(recorded);
  return (
    <>
      {ended ? (
        <Banner tone={ended.outcome === 'won' ? 'success' : 'attention'}>
          <strong>{text.outcome[ended.outcome]?.(ended.winner ?? '') ?? ended.outcome}</strong>{' '}
          {ended.judged > 0 && text.judged(ended.judged, ended.swayed)}
        </Banner>
      ) : (
        <p className="text-muted">{duels.length > 0 ? text.judging : text.attempting}</p>
      )}
      {ended && ended.table.length > 0 && (
        <Panel title={text.table} flush>
          <Sheet label={text.table} columns={COLUMNS}>
            {ended.table.map(({ by, place, points, score, wins, draws, losses }) => (
              <SheetRow key={by} marked={by === ended.winner}>
                <SheetCell align="end">{place}</SheetCell>
                <SheetCell heads>{by}</SheetCell>
                <SheetCell>
                  <div className="w-28">
                    <ShareBar label={text.pointsOf(by)} text={toPercent(points)} share={points} />
                  </div>
                </SheetCell>
                <SheetCell>
                  <div className="w-28">
                    <ShareBar label={text.checkedOf(by)} text={toPercent(score)} share={score} tone="neutral" />
                  </div>
                </SheetCell>
                <SheetCell align="end">{wins}</SheetCell>
                <SheetCell align="end">{draws}</SheetCell>
                <SheetCell align="end">{losses}</SheetCell>
              </SheetRow>
            ))}
          </Sheet>
        </Panel>
      )}
      {duels.length > 0 && (
        <Panel title={text.duels}>
          <ul className="flex flex-col gap-3">
            {duels.map((duel) => (
              <DuelItem key={duel.between.join(' ')} duel={duel} />
            ))}
          </ul>
        </Panel>
      )}
      {attempts.length > 0 && (
        <Panel title={text.attempts}>
          <div className="flex flex-col gap-1">
            {attempts.map((attempt) => (
              <AttemptItem key={attempt.by} attempt={attempt} />
            ))}
          </div>
        </Panel>
      )}
      <AbsentList absent={absent} />
    </>
  );
}

function DuelItem({ duel: { between, verdicts, abstentions } }: { readonly duel: Duel }) {
  return (
    <li className="flex min-w-0 flex-col gap-1">
      <p className="font-semibold">{text.between(...between)}</p>
      <ul className="flex flex-col gap-1 border-l-2 border-line pl-3">
        {verdicts.map(({ judge, winner, swayed, reasons }) => (
          <Said
            key={judge}
            by={judge}
            mark={
              <Badge tone={winner === null ? 'attention' : 'success'}>
                {winner ?? (swayed ? text.swayed : text.neither)}
              </Badge>
            }
          >
            {[...new Set(reasons)].join(' · ')}
          </Said>
        ))}
        {abstentions.map(({ judge, reason }) => (
          <Said key={judge} by={judge} mark={<Badge>{text.abstained}</Badge>}>
            {reason}
          </Said>
        ))}
      </ul>
    </li>
  );
}

function AttemptItem({ attempt: { by, text: said, score, checks } }: { readonly attempt: Attempt }) {
  return (
    <Disclosure
      summary={
        <>
          {by} <span className="text-xs font-normal text-muted">{text.checkedAt(toPercent(score))}</span>
        </>
      }
    >
      <p className="whitespace-pre-wrap [overflow-wrap:anywhere]">{said}</p>
      <ul className="mt-2 flex flex-col gap-0.5 text-xs text-muted">
        {checks.map(({ check, score: own, why }) => (
          <li key={check}>{text.check(check, toPercent(own), why)}</li>
        ))}
      </ul>
    </Disclosure>
  );
}
