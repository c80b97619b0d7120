import { patternsText } from '../../../strings/patterns.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Banner } from '../../../ui/banner.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { AbsentList } from './parts/absent-list.tsx';
import { ShareBar } from './parts/share-bar.tsx';
import { Sheet, SheetCell, SheetRow } from './parts/sheet.tsx';
import { type BoardFinding, type BoardLead, readSwarm } from './read-swarm.ts';
import type { Recorded } from './recorded.ts';
import { toHundredths } from './to-words.ts';

const text = patternsText.swarm;

const BEST = [
  { id: 'round', label: text.inRound, align: 'end' },
  { id: 'value', label: text.value, align: 'end' },
  { id: 'finding', label: text.finding },
] as const;

export function SwarmView({ recorded }: { readonly recorded: readonly Recorded[] }) {
  const { round, findings, leads, improved, ignored, openLeads, stopped, absent } = readSwarm(recorded);
  return (
    <>
      {stopped ? (
        <Banner tone={stopped.reason === 'budget' ? 'attention' : 'info'}>
          <strong>{text.stopped(stopped.rounds)}</strong> {text.reason[stopped.reason] ?? stopped.reason}
        </Banner>
      ) : (
        <p className="text-muted">
          {text.searching(round ?? 1)} {openLeads !== undefined && text.open(openLeads)}
        </p>
      )}
      {improved.length > 0 && (
        <Panel title={text.best} flush>
          <Sheet label={text.best} columns={BEST}>
            {improved.toReversed().map(({ round: at, value, by, text: said, finding, strength }) => (
              <SheetRow key={`${at} ${finding}`}>
                <SheetCell align="end">{at}</SheetCell>
                <SheetCell align="end">{value ?? toHundredths(strength)}</SheetCell>
                <SheetCell wide>
                  <span className="font-semibold">{finding}</span> {said}{' '}
                  <span className="text-xs text-muted">{text.by(by)}</span>
                </SheetCell>
              </SheetRow>
            ))}
          </Sheet>
        </Panel>
      )}
      {findings.length > 0 && (
        <Panel
          title={text.findings}
          meta={ignored > 0 ? <span className="text-xs text-muted">{text.ignored(ignored)}</span> : undefined}
        >
          <ul className="flex flex-col gap-3">
            {findings.map((finding) => (
              <FindingItem key={finding.id} finding={finding} />
            ))}
          </ul>
        </Panel>
      )}
      {leads.length > 0 && (
        <Panel title={text.leads}>
          <ul className="flex flex-col gap-2.5">
            {leads.map((lead) => (
              <LeadItem key={lead.id} lead={lead} />
            ))}
          </ul>
        </Panel>
      )}
      <AbsentList absent={absent} />
    </>
  );
}

function FindingItem({ finding }: { readonly finding: BoardFinding }) {
  const { id, by, round, text: said, evidence, value, strength, confirmed, doubted } = finding;
  return (
    <li className="flex min-w-0 flex-col gap-0.5">
      <ShareBar
        label={text.strengthOf(id)}
        text={toHundredths(strength)}
        share={strength}
        tone={confirmed.length > doubted.length ? 'success' : doubted.length > 0 ? 'danger' : 'info'}
      />
      <p className="min-w-0 [overflow-wrap:anywhere]">
        <span className="font-semibold">{id}</span> {said}{' '}
        {value !== undefined && <Badge tone="info">{text.valued(value)}</Badge>}
      </p>
      <p className="min-w-0 text-xs text-muted [overflow-wrap:anywhere]">
        {text.foundBy(by, round)} {evidence !== '' && text.evidence(evidence)}
      </p>
      {confirmed.length > 0 && (
        <p className="text-xs text-muted">
          {text.confirmed([...new Set(confirmed.map((each) => each.by))].join(', '))}
        </p>
      )}
      {doubted.length > 0 && (
        <p className="text-xs text-muted">{text.doubted([...new Set(doubted.map((each) => each.by))].join(', '))}</p>
      )}
    </li>
  );
}

function LeadItem({ lead: { id, text: said, strength, looks, now } }: { readonly lead: BoardLead }) {
  return (
    <li className="flex min-w-0 flex-col gap-0.5">
      <ShareBar label={text.strengthOf(id)} text={toHundredths(strength)} share={strength} tone="neutral" />
      <p className="min-w-0 [overflow-wrap:anywhere]">
        <span className="font-semibold">{id}</span> {said}{' '}
        <span className="text-xs text-muted">{text.looks(looks)}</span>
      </p>
      {now.length > 0 && <p className="text-xs text-progress">{text.looking(now.join(', '))}</p>}
    </li>
  );
}
