/** What the pictures of the patterns are drawn from: a sheet of 96 by 48, agents, lines, and what goes between them. */
import type { CSSProperties, ReactNode } from 'react';

export type Point = readonly [x: number, y: number];

export function Sheet({ children }: { readonly children: ReactNode }) {
  return (
    <svg viewBox="0 0 96 48" aria-hidden focusable="false" className="h-auto w-full">
      {children}
    </svg>
  );
}

interface AgentProps {
  readonly at: Point;
  readonly r?: number;
  /** When in the round it lights up, in seconds; absent: it does not. */
  readonly glowsAt?: number;
}

export function Agent({ at: [cx, cy], r = 5, glowsAt }: AgentProps) {
  return (
    <>
      <circle cx={cx} cy={cy} r={r} strokeWidth={1.5} className="fill-surface stroke-line-strong" />
      {glowsAt !== undefined && (
        <circle cx={cx} cy={cy} r={r - 1.5} className="picture-glow fill-accent" style={toDelay(glowsAt)} />
      )}
    </>
  );
}

export function Lines({ between }: { readonly between: readonly (readonly [Point, Point])[] }) {
  return (
    <g strokeWidth={1.25} className="stroke-line-strong">
      {between.map(([[x1, y1], [x2, y2]]) => (
        <line key={`${x1} ${y1} ${x2} ${y2}`} x1={x1} y1={y1} x2={x2} y2={y2} />
      ))}
    </g>
  );
}

interface TokenProps {
  readonly from: Point;
  readonly to: Point;
  /** How far into its way it is at the beginning, in seconds. */
  readonly at?: number;
  readonly r?: number;
}

/** Something that is handed on: it goes, and comes again. */
export function Token({ from: [x, y], to: [endX, endY], at = 0, r = 2.5 }: TokenProps) {
  return (
    <circle
      cx={x}
      cy={y}
      r={r}
      className="picture-move fill-accent"
      style={{ ...toWay(endX - x, endY - y), ...toDelay(at) }}
    />
  );
}

/** Draws near to somewhere, and goes back. */
export function Walker({ from: [x, y], to: [endX, endY], at = 0, r = 5 }: TokenProps) {
  return (
    <circle
      cx={x}
      cy={y}
      r={r}
      strokeWidth={1.5}
      className="picture-meet fill-surface stroke-line-strong"
      style={{ ...toWay(endX - x, endY - y), ...toDelay(at) }}
    />
  );
}

/** By then a bar has grown. */
const FULL_S = 1.6;

interface BarProps {
  readonly at: Point;
  readonly length: number;
  readonly best?: boolean;
}

export function Bar({ at: [x, y], length, best = false }: BarProps) {
  return (
    <rect
      x={x}
      y={y}
      width={length}
      height={6}
      rx={2}
      className={best ? 'picture-grow fill-accent' : 'picture-grow fill-line-strong'}
      style={toDelay(FULL_S)}
    />
  );
}

/** Negative: it is under way from the beginning, so a still picture shows it in the middle. */
function toDelay(seconds: number): CSSProperties {
  return { animationDelay: `${-seconds}s` };
}

function toWay(x: number, y: number): CSSProperties {
  return { '--dx': `${x}px`, '--dy': `${y}px` } as CSSProperties;
}
