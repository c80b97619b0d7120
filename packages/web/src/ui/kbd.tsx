export interface KbdProps {
  /** Keys with spaces between them: `Ctrl K`, `g h`. */
  readonly keys: string;
}

export function Kbd({ keys }: KbdProps) {
  return (
    <span className="inline-flex gap-0.5">
      {keys.split(' ').map((key, index) => (
        <kbd
          // The same key may come twice; their order never changes.
          key={`${index}${key}`}
          className="inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm border border-line bg-sunken px-1 font-sans text-2xs text-muted"
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
