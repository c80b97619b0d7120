import type { Chart } from '@tutti/protocol';
import { type PointerEvent, useMemo, useState } from 'react';
import { runText } from '../../../../strings/run.ts';
import { ChartMarks } from './chart-marks.tsx';
import { toDashes, toInk } from './series-look.ts';
import { findNearest, type Mark, type Marks, toMarks } from './to-marks.ts';
import { DIGIT_WIDTH, thinOut, toAnchor } from './to-scale.ts';
import { useWidth } from './use-width.ts';

const HEIGHT = 300;
const PAD = { top: 12, right: 16, bottom: 26 } as const;
/** For the eye. The table beside it says the same: to a screen reader this is one picture. */
export function ChartFigure({ chart }: { readonly chart: Chart }) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const [shown, setShown] = useState<Mark>();
  const left = useMemo(() => toLeft(chart), [chart]);
  const frame = useMemo(
    () => ({ width: Math.max(60, width - left - PAD.right), height: HEIGHT - PAD.top - PAD.bottom }),
    [width, left],
  );
  const marks = useMemo(() => toMarks(chart, frame), [chart, frame]);
  const point = ({ currentTarget, clientX, clientY }: PointerEvent<SVGSVGElement>) => {
    const box = currentTarget.getBoundingClientRect();
    setShown(findNearest(marks.marks, clientX - box.left - left, clientY - box.top - PAD.top));
  };
  return (
    <figure className="flex min-w-0 flex-col gap-2">
      <figcaption className="flex min-h-5 flex-wrap items-center gap-x-4 gap-y-1 text-xs text-muted">
        <span>{chart.y.label}</span>
        <Legend chart={chart} />
        <span aria-hidden className="ml-auto min-w-0 font-medium text-text">
          {shown?.text}
        </span>
      </figcaption>
      <div ref={ref} className="min-w-0">
        {width > 0 && (
          <svg
            role="img"
            aria-label={runText.chart.picture(runText.chart.kind[chart.kind], chart.title, countAnomalies(marks))}
            width={width}
            height={HEIGHT}
            onPointerMove={point}
            onPointerDown={point}
            onPointerLeave={() => setShown(undefined)}
            className="block touch-pan-y"
          >
            <g transform={`translate(${left} ${PAD.top})`}>
              <Axes marks={marks} width={frame.width} height={frame.height} />
              <ChartMarks marks={marks} />
              {shown && <Pointed mark={shown} height={frame.height} />}
            </g>
          </svg>
        )}
      </div>
      {chart.x.label !== '' && <p className="text-center text-xs text-muted">{chart.x.label}</p>}
    </figure>
  );
}

function toLeft(chart: Chart): number {
  const { y } = toMarks(chart, { width: 600, height: HEIGHT - PAD.top - PAD.bottom });
  const longest = y.ticks.reduce((most, { text }) => Math.max(most, text.length), 1);
  return Math.ceil(longest * DIGIT_WIDTH) + 10;
}

function countAnomalies({ marks }: Marks): number {
  return marks.filter(({ isAnomaly }) => isAnomaly).length;
}

function Axes({ marks: { x, y }, width, height }: { marks: Marks; width: number; height: number }) {
  return (
    <g className="text-2xs">
      {y.ticks.map(({ at, text }) => (
        <g key={at}>
          <line x1={0} x2={width} y1={(1 - at) * height} y2={(1 - at) * height} className="stroke-line" />
          <text x={-6} y={(1 - at) * height} dominantBaseline="middle" textAnchor="end" className="fill-muted">
            {text}
          </text>
        </g>
      ))}
      {thinOut(x.ticks, width).map(({ at, text }) => (
        <g key={at}>
          <line x1={at * width} x2={at * width} y1={height} y2={height + 4} className="stroke-line-strong" />
          <text x={at * width} y={height + 16} textAnchor={toAnchor(at)} className="fill-muted">
            {text}
          </text>
        </g>
      ))}
      <line x1={0} x2={width} y1={height} y2={height} className="stroke-line-strong" />
    </g>
  );
}

function Pointed({ mark: { x, y, series }, height }: { mark: Mark; height: number }) {
  return (
    <g aria-hidden>
      <line x1={x} x2={x} y1={0} y2={height} className="stroke-line-strong" strokeDasharray="2 3" />
      <circle cx={x} cy={y} r={5} fill={toInk(series)} className="stroke-surface" strokeWidth={2} />
    </g>
  );
}

function Legend({ chart }: { chart: Chart }) {
  const { chart: words } = runText;
  if (!('series' in chart)) return null;
  const { series } = chart;
  const ranged = series.some(({ points }) => points.some(({ low }) => low !== undefined));
  if (series.length < 2 && !ranged) return null;
  return (
    <>
      {series.length > 1 &&
        series.map(({ name }, at) => (
          <span key={name} className="inline-flex min-w-0 items-center gap-1.5">
            <svg width={18} height={8} aria-hidden className="shrink-0">
              <line
                x1={0}
                x2={18}
                y1={4}
                y2={4}
                stroke={toInk(at)}
                strokeWidth={3}
                strokeDasharray={chart.kind === 'line' ? toDashes(at) : ''}
              />
            </svg>
            <span className="truncate">{name}</span>
          </span>
        ))}
      {ranged && (
        <>
          <span className="inline-flex items-center gap-1.5">
            <svg width={18} height={10} aria-hidden>
              <rect width={18} height={10} fill={toInk(0)} opacity={0.15} />
            </svg>
            {words.band}
          </span>
          <span className="inline-flex items-center gap-1.5">
            <svg width={12} height={12} aria-hidden>
              <path d="M6 0L12 6L6 12L0 6Z" className="fill-danger" />
            </svg>
            {words.anomaly}
          </span>
        </>
      )}
    </>
  );
}
