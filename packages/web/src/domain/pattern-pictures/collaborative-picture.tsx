import { type Point, Sheet, Walker } from './pieces.tsx';

const MEMBERS: readonly (readonly [Point, Point])[] = [
  [
    [16, 12],
    [40, 20],
  ],
  [
    [80, 12],
    [56, 20],
  ],
  [
    [48, 42],
    [48, 32],
  ],
];

/** They begin far from each other, and come nearer. */
export function CollaborativePicture() {
  return (
    <Sheet>
      <circle cx={48} cy={24} r={19} strokeDasharray="3 3" className="fill-sunken stroke-line-strong" />
      <circle cx={48} cy={24} r={4} className="picture-glow fill-accent" style={{ animationDelay: '-1.2s' }} />
      {MEMBERS.map(([from, to]) => (
        <Walker key={from[0]} from={from} to={to} at={0.4} />
      ))}
    </Sheet>
  );
}
