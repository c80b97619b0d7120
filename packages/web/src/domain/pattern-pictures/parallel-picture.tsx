import { Agent, Lines, type Point, Sheet, Token } from './pieces.tsx';

const SOURCE: Point = [12, 24];
const END: Point = [84, 24];
const AGENTS: readonly Point[] = [
  [48, 8],
  [48, 24],
  [48, 40],
];

/** The same goes to all at once, and comes back as one. */
export function ParallelPicture() {
  return (
    <Sheet>
      <Lines between={AGENTS.flatMap((agent) => [[SOURCE, agent] as const, [agent, END] as const])} />
      {AGENTS.map((agent) => (
        <g key={agent[1]}>
          <Token from={SOURCE} to={agent} at={0.5} />
          <Token from={agent} to={END} at={1.9} />
          <Agent at={agent} glowsAt={1.2} />
        </g>
      ))}
      <circle cx={SOURCE[0]} cy={SOURCE[1]} r={3} className="fill-line-strong" />
      <circle cx={END[0]} cy={END[1]} r={3} className="fill-line-strong" />
    </Sheet>
  );
}
