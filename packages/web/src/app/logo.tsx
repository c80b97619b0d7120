/** All play at once: one beam, three voices. */
export function Logo() {
  return (
    <svg viewBox="0 0 32 32" width="20" height="20" aria-hidden className="shrink-0">
      <rect width="32" height="32" rx="7" className="fill-accent" />
      <g className="fill-on-accent">
        <rect x="6" y="8" width="20" height="4" rx="1" />
        <rect x="7.5" y="14.5" width="3" height="10" rx="1" />
        <rect x="14.5" y="14.5" width="3" height="10" rx="1" />
        <rect x="21.5" y="14.5" width="3" height="10" rx="1" />
      </g>
    </svg>
  );
}
