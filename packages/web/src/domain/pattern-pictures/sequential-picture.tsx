import { Agent, Lines, type Point, Sheet, Token } from './pieces.tsx';

const AGENTS: readonly [Point, Point, Point] = [
  [14, 24],
  [48, 24],
  [82, 24],
];

/** One hands on to the next. */
export function SequentialPicture() {
  const [first, second, third] = AGENTS;
  return (
    <Sheet>
      <Lines between={[[first, third]]} />
      <Token from={first} to={second} at={0.4} />
      <Token from={second} to={third} at={1.8} />
      <Agent at={first} glowsAt={2.6} />
      <Agent at={second} glowsAt={1.4} />
      <Agent at={third} glowsAt={0.2} />
    </Sheet>
  );
}
