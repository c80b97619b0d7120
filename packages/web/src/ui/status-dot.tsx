import type { ReactNode } from 'react';
import { joinClasses } from './join-classes.ts';
import { type Tone, toneText } from './tone.ts';

export interface StatusDotProps {
  readonly tone: Tone;
  /** Something is going on right now. */
  readonly pulse?: boolean | undefined;
  /** Said where no word stands beside it. */
  readonly label?: string | undefined;
}

// A shape for each tone, so that nobody has to tell red from green.
const shapes: Readonly<Record<Tone, ReactNode>> = {
  neutral: <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  info: <circle cx="6" cy="6" r="4.5" />,
  progress: (
    <>
      <circle cx="6" cy="6" r="4.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M6 3.2a2.8 2.8 0 0 1 0 5.6z" />
    </>
  ),
  attention: <path d="M6 0.8 11.2 6 6 11.2 0.8 6z" />,
  success: (
    <path
      d="M1.8 6.4 4.8 9.3 10.3 2.9"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
    />
  ),
  danger: <path d="M2.5 2.5l7 7m0-7-7 7" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />,
};

export function StatusDot({ tone, pulse = false, label }: StatusDotProps) {
  return (
    <svg
      viewBox="0 0 12 12"
      width="12"
      height="12"
      fill="currentColor"
      role={label === undefined ? undefined : 'img'}
      aria-label={label}
      aria-hidden={label === undefined ? true : undefined}
      className={joinClasses('inline-block shrink-0', toneText[tone], pulse && 'animate-breathe')}
    >
      {shapes[tone]}
    </svg>
  );
}
