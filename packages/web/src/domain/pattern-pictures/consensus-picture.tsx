import { Agent, type Point, Sheet, Token } from './pieces.tsx';

const BOX: Point = [48, 30];
const VOTERS: readonly Point[] = [
  [12, 36],
  [24, 13],
  [48, 6],
  [72, 13],
  [84, 36],
];

/** Votes go into one box. */
export function ConsensusPicture() {
  return (
    <Sheet>
      {VOTERS.map((voter, index) => (
        <g key={voter[0]}>
          <Token from={voter} to={BOX} at={0.3 + index * 0.35} />
          <Agent at={voter} r={4.5} />
        </g>
      ))}
      <rect x={37} y={28} width={22} height={16} rx={2} strokeWidth={1.5} className="fill-surface stroke-line-strong" />
      <line x1={43} y1={32} x2={53} y2={32} strokeWidth={2} className="stroke-accent" />
    </Sheet>
  );
}
