import { Lines, Sheet, Token } from './pieces.tsx';

const STAGES = [18, 41, 64];
const STARTS = [0, 0.7, 1.4, 2.1];

/** Items follow each other through stages. */
export function PipelinePicture() {
  return (
    <Sheet>
      <Lines
        between={[
          [
            [4, 24],
            [92, 24],
          ],
        ]}
      />
      {STAGES.map((x) => (
        <rect
          key={x}
          x={x}
          y={13}
          width={14}
          height={22}
          rx={3}
          strokeWidth={1.5}
          className="fill-surface stroke-line-strong"
        />
      ))}
      {STARTS.map((at) => (
        <Token key={at} from={[6, 24]} to={[90, 24]} at={at} r={3} />
      ))}
    </Sheet>
  );
}
