import { Search } from 'lucide-react';
import { type KeyboardEvent, useId, useState } from 'react';
import { appText } from '../../strings/app.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { joinClasses } from '../../ui/join-classes.ts';
import { Kbd } from '../../ui/kbd.tsx';
import { type Command, toGroups } from './commands.ts';
import { useCommands } from './use-commands.ts';

const words = appText.palette;

export interface PaletteProps {
  readonly onClose: () => void;
  readonly onShortcuts: () => void;
}

/** One field from which everything is reached without a pointer. */
export function Palette({ onClose, onShortcuts }: PaletteProps) {
  const listId = useId();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const { commands, isSearching, hasFailed } = useCommands(text, onShortcuts);
  const active = commands[Math.min(at, commands.length - 1)];

  function choose(command: Command | undefined): void {
    if (!command) return;
    onClose();
    command.run();
  }

  function onKey(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined)
      setAt((Math.min(at, commands.length - 1) + step + commands.length) % Math.max(1, commands.length));
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) choose(active);
    else return;
    event.preventDefault();
  }

  return (
    <Dialog open onClose={onClose} title={words.title} hideTitle>
      <div className="sticky top-0 z-10 flex items-center gap-2.5 border-b border-line bg-surface px-4">
        <Search size={16} aria-hidden className="shrink-0 text-faint" />
        <input
          type="text"
          role="combobox"
          aria-label={words.title}
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={active ? `${listId}${active.id}` : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={words.placeholder}
          value={text}
          onKeyDown={onKey}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setAt(0);
          }}
          className="h-12 min-w-0 flex-1 bg-transparent text-md outline-none placeholder:text-faint pointer-coarse:text-lg"
        />
      </div>
      <div id={listId} role="listbox" aria-label={words.results} className="p-1.5">
        {toGroups(commands).map(({ name, commands: own }) => (
          <div key={name} role="group" aria-label={name}>
            <div aria-hidden className="px-2.5 pt-2 pb-1 text-xs font-medium text-muted">
              {name}
            </div>
            {own.map((command) => (
              <Option
                key={command.id}
                id={`${listId}${command.id}`}
                command={command}
                active={command === active}
                onPick={() => choose(command)}
              />
            ))}
          </div>
        ))}
      </div>
      <Said count={commands.length} isSearching={isSearching} hasFailed={hasFailed} />
    </Dialog>
  );
}

interface OptionProps {
  readonly id: string;
  readonly command: Command;
  readonly active: boolean;
  readonly onPick: () => void;
}

function Option({ id, command, active, onPick }: OptionProps) {
  const { label, detail, icon: Glyph, keys } = command;
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={active}
      // Before the field loses the focus.
      onMouseDown={(event) => {
        event.preventDefault();
        onPick();
      }}
      ref={(row) => {
        if (active) row?.scrollIntoView({ block: 'nearest' });
      }}
      className={joinClasses(
        'flex h-9 cursor-pointer scroll-mt-14 items-center gap-2.5 rounded-md px-2.5 pointer-coarse:h-11',
        active ? 'bg-selected' : 'hover:bg-hover',
      )}
    >
      <Glyph size={15} aria-hidden className="shrink-0 text-muted" />
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {detail !== undefined && <span className="shrink-0 text-xs text-muted">{detail}</span>}
      {keys !== undefined && (
        <span aria-hidden className="pointer-coarse:hidden">
          <Kbd keys={keys} />
        </span>
      )}
    </div>
  );
}

function Said({
  count,
  isSearching,
  hasFailed,
}: {
  readonly count: number;
  readonly isSearching: boolean;
  readonly hasFailed: boolean;
}) {
  const text = hasFailed
    ? words.failed
    : isSearching
      ? words.searching
      : count === 0
        ? words.nothing
        : words.found(count);
  return (
    <div className="sticky bottom-0 flex items-center justify-between gap-3 border-t border-line bg-canvas px-4 py-1.5 text-xs text-muted">
      <span role="status">{text}</span>
      <span className="hidden items-center gap-1 sm:flex">
        <Kbd keys={words.hintKeys} />
        {words.hint}
      </span>
    </div>
  );
}
