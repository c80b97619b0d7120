import { toDashes, toInk } from './series-look.ts';
import type { BoxMark, Mark, Marks } from './to-marks.ts';

/** More points than these make a line unreadable; their values are in its course. */
const MOST_DOTS = 60;

export function ChartMarks({ marks: { lines, band, bars, boxes, marks } }: { marks: Marks }) {
  const areDots = lines.length === 0 && bars.length === 0 && boxes.length === 0;
  const ordinary = marks.filter(({ isAnomaly }) => !isAnomaly);
  return (
    <g>
      {band !== undefined && <path d={band} fill={toInk(0)} opacity={0.15} data-mark="expected" />}
      {bars.map(({ series, ...place }, at) => (
        // Bars have no identity but their place.
        <rect key={at} {...place} fill={toInk(series)} data-mark="bar" />
      ))}
      {boxes.map((box) => (
        <Box key={box.x} box={box} />
      ))}
      {lines.map((line, series) => (
        <path
          // Nor has a line.
          key={series}
          d={line}
          fill="none"
          stroke={toInk(series)}
          strokeWidth={1.5}
          strokeDasharray={toDashes(series)}
          strokeLinejoin="round"
          data-mark="line"
        />
      ))}
      {(areDots || (lines.length > 0 && marks.length <= MOST_DOTS)) &&
        ordinary.map(({ x, y, series }, at) => (
          <circle key={at} cx={x} cy={y} r={areDots ? 3 : 2} fill={toInk(series)} data-mark="point" />
        ))}
      {marks.flatMap((mark) => (mark.isAnomaly ? [<Anomaly key={`${mark.x} ${mark.y}`} mark={mark} />] : []))}
    </g>
  );
}

/** By its shape too: never by colour alone. */
function Anomaly({ mark: { x, y } }: { mark: Mark }) {
  return (
    <path
      d={`M${x} ${y - 6}L${x + 6} ${y}L${x} ${y + 6}L${x - 6} ${y}Z`}
      className="fill-danger stroke-surface"
      data-mark="anomaly"
    />
  );
}

function Box({ box: { x, width, low, first, median, third, high, outliers } }: { box: BoxMark }) {
  const half = width / 2;
  return (
    <g stroke={toInk(0)} strokeWidth={1.5} data-mark="box">
      <path
        d={`M${x} ${low}V${first}M${x} ${third}V${high}M${x - half / 2} ${low}h${half}M${x - half / 2} ${high}h${half}`}
      />
      <rect
        x={x - half}
        y={third}
        width={width}
        height={Math.max(1, first - third)}
        fill={toInk(0)}
        fillOpacity={0.15}
      />
      <path d={`M${x - half} ${median}h${width}`} strokeWidth={2.5} />
      {outliers.map((y, at) => (
        <circle key={at} cx={x} cy={y} r={2.5} fill="none" data-mark="outlier" />
      ))}
    </g>
  );
}
