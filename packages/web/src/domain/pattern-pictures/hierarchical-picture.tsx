import { Agent, Lines, type Point, Sheet, Token } from './pieces.tsx';

const LEAD: Point = [48, 10];
const WORKERS: readonly Point[] = [
  [18, 38],
  [48, 38],
  [78, 38],
];

/** Work goes down, what was made comes up. */
export function HierarchicalPicture() {
  return (
    <Sheet>
      <Lines between={WORKERS.map((worker) => [LEAD, worker] as const)} />
      {WORKERS.map((worker, index) => (
        <g key={worker[0]}>
          <Token from={LEAD} to={worker} at={0.4 + index * 0.3} />
          <Token from={worker} to={LEAD} at={1.8 + index * 0.3} />
          <Agent at={worker} />
        </g>
      ))}
      <Agent at={LEAD} r={6.5} glowsAt={0.9} />
    </Sheet>
  );
}
