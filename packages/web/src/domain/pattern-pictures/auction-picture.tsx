import { Agent, Bar, Sheet } from './pieces.tsx';

const BIDS = [
  { y: 9, length: 34 },
  { y: 24, length: 62, best: true },
  { y: 39, length: 46 },
];

/** Each says what it offers; the best offer is taken. */
export function AuctionPicture() {
  return (
    <Sheet>
      {BIDS.map(({ y, length, best = false }) => (
        <g key={y}>
          <Bar at={[22, y - 3]} length={length} best={best} />
          <Agent at={[11, y]} r={4.5} {...(best && { glowsAt: 0.6 })} />
        </g>
      ))}
    </Sheet>
  );
}
