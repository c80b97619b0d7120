import { type Point, Sheet, Walker } from './pieces.tsx';

const FIND: Point = [66, 20];
const SEARCHERS: readonly (readonly [Point, Point])[] = [
  [
    [10, 10],
    [57, 17],
  ],
  [
    [14, 38],
    [59, 26],
  ],
  [
    [32, 22],
    [58, 21],
  ],
  [
    [44, 42],
    [64, 29],
  ],
  [
    [88, 40],
    [73, 26],
  ],
  [
    [50, 7],
    [63, 12],
  ],
];

/** Whoever finds something draws the others there. */
export function SwarmPicture() {
  return (
    <Sheet>
      <circle cx={FIND[0]} cy={FIND[1]} r={5} className="fill-accent" />
      {SEARCHERS.map(([from, to], index) => (
        <Walker key={from[0]} from={from} to={to} at={index * 0.15} r={3} />
      ))}
    </Sheet>
  );
}
