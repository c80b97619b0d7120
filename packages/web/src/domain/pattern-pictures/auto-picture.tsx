import { Agent, Lines, type Point, Sheet } from './pieces.tsx';

const ASKED: Point = [14, 24];
const CHOICES: readonly (readonly Point[])[] = [
  [[60, 8]],
  [
    [54, 24],
    [70, 24],
  ],
  [
    [50, 40],
    [64, 40],
    [78, 40],
  ],
];

/** One, or several: what suits lights up. */
export function AutoPicture() {
  return (
    <Sheet>
      <Lines between={CHOICES.flatMap(([first]) => (first ? [[ASKED, first] as const] : []))} />
      <circle cx={ASKED[0]} cy={ASKED[1]} r={6} strokeDasharray="2.5 2.5" className="fill-sunken stroke-line-strong" />
      {CHOICES.map((team, index) =>
        team.map((at) => <Agent key={at[0]} at={at} r={4.5} glowsAt={0.4 + (CHOICES.length - index) * 0.9} />),
      )}
    </Sheet>
  );
}
