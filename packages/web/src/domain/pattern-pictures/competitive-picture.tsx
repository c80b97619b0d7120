import { Agent, Lines, type Point, Sheet, Token } from './pieces.tsx';

const [FIRST, SECOND, THIRD, FOURTH]: readonly [Point, Point, Point, Point] = [
  [10, 7],
  [10, 18],
  [10, 30],
  [10, 41],
];
const UPPER: Point = [46, 12.5];
const LOWER: Point = [46, 35.5];
const WINNER: Point = [82, 24];

/** Two by two, until one is the best. */
export function CompetitivePicture() {
  return (
    <Sheet>
      <Lines
        between={[
          [FIRST, UPPER],
          [SECOND, UPPER],
          [THIRD, LOWER],
          [FOURTH, LOWER],
          [UPPER, WINNER],
          [LOWER, WINNER],
        ]}
      />
      <Token from={SECOND} to={UPPER} at={0.6} />
      <Token from={THIRD} to={LOWER} at={0.6} />
      <Token from={UPPER} to={WINNER} at={2} />
      {[FIRST, SECOND, THIRD, FOURTH].map((at) => (
        <Agent key={at[1]} at={at} r={4} />
      ))}
      <Agent at={WINNER} r={6.5} glowsAt={0.4} />
    </Sheet>
  );
}
