import { ChevronRight } from 'lucide-react';
import type { CSSProperties, KeyboardEvent, ReactNode } from 'react';
import { joinClasses } from './join-classes.ts';

export interface TreeProps {
  readonly label: string;
  readonly children: ReactNode;
}

/** Up and down go from row to row; left and right close and open. */
export function Tree({ label, children }: TreeProps) {
  return (
    <div role="tree" aria-label={label}>
      {children}
    </div>
  );
}

export interface TreeRowProps {
  /** From 0. */
  readonly depth: number;
  /** Undefined for rows without anything below them. */
  readonly expanded?: boolean | undefined;
  readonly onToggle?: (() => void) | undefined;
  readonly selected?: boolean | undefined;
  readonly onSelect?: (() => void) | undefined;
  /** The one row that Tab comes to: the selected one, or the first. */
  readonly reachable?: boolean | undefined;
  readonly children: ReactNode;
  /** At the end of the row. */
  readonly trail?: ReactNode;
}

const INDENT_REM = 1.125;
const DEEPEST_SHOWN = 12;

export function TreeRow(props: TreeRowProps) {
  const { depth, expanded, onToggle, selected = false, onSelect, reachable = false, children, trail } = props;
  const indent: CSSProperties = { paddingLeft: `${0.5 + Math.min(depth, DEEPEST_SHOWN) * INDENT_REM}rem` };
  return (
    <div
      role="treeitem"
      aria-level={depth + 1}
      aria-expanded={expanded}
      aria-selected={selected}
      tabIndex={reachable || selected ? 0 : -1}
      onClick={onSelect}
      onKeyDown={(event) => onRowKey(event, props)}
      style={indent}
      className={joinClasses(
        'flex min-h-8 cursor-pointer items-center gap-1.5 border-b border-line pr-4 -outline-offset-2 transition-colors pointer-coarse:min-h-11',
        selected ? 'bg-selected' : 'hover:bg-hover',
      )}
    >
      <span
        aria-hidden
        onClick={(event) => {
          if (expanded === undefined) return;
          event.stopPropagation();
          onToggle?.();
        }}
        className="flex size-5 shrink-0 items-center justify-center rounded-sm text-faint hover:text-text"
      >
        {expanded !== undefined && (
          <ChevronRight size={14} className={joinClasses('transition-transform', expanded && 'rotate-90')} />
        )}
      </span>
      <div className="flex min-w-0 flex-1 items-center gap-2">{children}</div>
      {trail !== undefined && <div className="flex shrink-0 items-center gap-3 text-xs text-muted">{trail}</div>}
    </div>
  );
}

function onRowKey(event: KeyboardEvent<HTMLElement>, { expanded, onToggle, onSelect }: TreeRowProps): void {
  if (event.target !== event.currentTarget) return;
  const act = {
    ArrowDown: () => focusBeside(event.currentTarget, 1),
    ArrowUp: () => focusBeside(event.currentTarget, -1),
    ArrowRight: () => (expanded === false ? onToggle?.() : focusBeside(event.currentTarget, 1)),
    ArrowLeft: () => (expanded === true ? onToggle?.() : focusParent(event.currentTarget)),
    Enter: () => onSelect?.(),
    ' ': () => onSelect?.(),
  }[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

function focusBeside(row: HTMLElement, step: 1 | -1): void {
  const rows = listRows(row);
  rows[rows.indexOf(row) + step]?.focus();
}

function focusParent(row: HTMLElement): void {
  const rows = listRows(row);
  const level = Number(row.ariaLevel);
  rows.findLast((one, index) => index < rows.indexOf(row) && Number(one.ariaLevel) < level)?.focus();
}

function listRows(row: HTMLElement): HTMLElement[] {
  return [...(row.closest('[role=tree]')?.querySelectorAll<HTMLElement>('[role=treeitem]') ?? [])];
}
