import { patternsText } from '../../../strings/patterns.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Banner } from '../../../ui/banner.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { AbsentList } from './parts/absent-list.tsx';
import { Said } from './parts/said.tsx';
import { ShareBar } from './parts/share-bar.tsx';
import { Sheet, SheetCell, SheetRow } from './parts/sheet.tsx';
import { type AuctionAward, type AuctionBid, type Lot, readAuction } from './read-auction.ts';
import type { Recorded } from './recorded.ts';
import { toHundredths, toPercent } from './to-words.ts';

const text = patternsText.auction;

const COLUMNS = [
  { id: 'by', label: text.bidder },
  { id: 'worth', label: text.worth },
  { id: 'confidence', label: text.confidence, align: 'end' },
  { id: 'belief', label: text.belief, align: 'end' },
  { id: 'effort', label: text.effort, align: 'end' },
  { id: 'plan', label: text.plan },
] as const;

export function AuctionView({ recorded }: { readonly recorded: readonly Recorded[] }) {
  const { lots, bidders, ended, absent } = readAuction(recorded);
  return (
    <>
      {ended ? (
        <Banner tone={ended.outcome === 'finished' ? 'success' : 'attention'}>
          <strong>{text.outcome[ended.outcome] ?? ended.outcome}</strong>{' '}
          {ended.rounds > 0 && text.rounds(ended.rounds)}{' '}
          {ended.missing.length > 0 && text.missing(ended.missing.map((part) => part + 1).join(', '))}
        </Banner>
      ) : (
        <p className="text-muted">{text.bidding(bidders.join(', '))}</p>
      )}
      {lots.map((lot) => (
        <LotPanel key={lot.part} lot={lot} alone={lots.length === 1} />
      ))}
      <AbsentList absent={absent} />
    </>
  );
}

function LotPanel({ lot: { part, what, bids, awards }, alone }: { readonly lot: Lot; readonly alone: boolean }) {
  return (
    <Panel title={alone ? text.bids : text.part(part + 1)} flush>
      {!alone && <p className="border-b border-line px-4 py-2 text-muted [overflow-wrap:anywhere]">{what}</p>}
      {bids.length > 0 && (
        <Sheet label={text.bidsFor(part + 1)} columns={COLUMNS}>
          {bids.map((bid) => (
            <BidRow key={bid.by} bid={bid} award={awards.find(({ by }) => by === bid.by)} />
          ))}
        </Sheet>
      )}
      {awards.length > 0 && (
        <ul aria-label={text.awards} className="flex flex-col gap-1.5 border-t border-line px-4 py-3">
          {awards.map((award) => (
            <Said key={`${award.round} ${award.by}`} by={award.by} mark={<Result award={award} />}>
              {text.won(award.round, toHundredths(award.worth), toHundredths(award.price))} {award.settled?.why}
            </Said>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Result({ award: { settled } }: { readonly award: AuctionAward }) {
  if (!settled) return <Badge tone="progress">{text.working}</Badge>;
  return settled.good ? (
    <Badge tone="success">{text.delivered}</Badge>
  ) : (
    <Badge tone="danger">{text.notDelivered}</Badge>
  );
}

interface BidProps {
  readonly bid: AuctionBid;
  readonly award: AuctionAward | undefined;
}

function BidRow({ bid: { by, worth, confidence, likely, boast, bids, effort, plan }, award }: BidProps) {
  return (
    <SheetRow marked={award !== undefined && award.settled?.good !== false}>
      <SheetCell heads>
        {by} {award && <Badge tone={award.settled?.good === false ? 'neutral' : 'success'}>{text.winner}</Badge>}
      </SheetCell>
      <SheetCell>
        <div className="w-32">
          <ShareBar
            label={text.worthOf(by)}
            text={toHundredths(worth)}
            share={worth}
            tone={award ? 'success' : 'info'}
          />
        </div>
      </SheetCell>
      <SheetCell align="end">{toPercent(confidence)}</SheetCell>
      <SheetCell align="end">
        {toPercent(likely)}
        {bids > 0 && <span className="block text-xs text-muted">{text.boast(toPercent(boast), bids)}</span>}
      </SheetCell>
      <SheetCell align="end">{text.minutes(effort)}</SheetCell>
      <SheetCell wide>{plan}</SheetCell>
    </SheetRow>
  );
}
