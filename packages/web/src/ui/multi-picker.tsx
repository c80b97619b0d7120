import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { uiText } from '../strings/ui.ts';
import { controlClasses, controlHeight } from './control-classes.ts';
import { Field, type FieldFrame } from './field.tsx';
import { IconButton } from './icon-button.tsx';
import { joinClasses } from './join-classes.ts';

export interface PickerOption {
  readonly id: string;
  readonly text: string;
  readonly detail?: string | undefined;
  /** Words that find it, too. */
  readonly also?: string | undefined;
}

export interface MultiPickerProps extends FieldFrame {
  readonly options: readonly PickerOption[];
  /** The ids that are chosen, in their order. */
  readonly value: readonly string[];
  readonly onChange: (value: string[]) => void;
  readonly placeholder?: string | undefined;
}

const MOST_FOUND = 50;

/** Several of many, in an order: search, choose with Enter, move with the arrows beside a name. */
export function MultiPicker(props: MultiPickerProps) {
  const { label, hint, error, hideLabel, optional, options, value, onChange, placeholder } = props;
  const [text, setText] = useState('');
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const found = findOptions(options, value, text);
  const active = found[Math.min(at, found.length - 1)];

  function add(id: string): void {
    onChange([...value, id]);
    setText('');
    setAt(0);
  }

  function onKey(event: KeyboardEvent<HTMLInputElement>): void {
    const act = {
      ArrowDown: () => (open ? setAt(Math.min(at + 1, found.length - 1)) : setOpen(true)),
      ArrowUp: () => setAt(Math.max(at - 1, 0)),
      // What was typed here is no wish to send the form, even where nothing is found (yet).
      Enter: open && active ? () => add(active.id) : open || text !== '' ? () => undefined : undefined,
      Escape: open ? () => setOpen(false) : undefined,
      Backspace: text === '' && value.length > 0 ? () => onChange(value.slice(0, -1)) : undefined,
    }[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  return (
    <Field label={label} hint={hint} error={error} hideLabel={hideLabel} optional={optional}>
      {(control) => (
        <div className="flex flex-col gap-1.5">
          <Chosen options={options} value={value} onChange={onChange} />
          <div className="relative">
            <input
              {...control}
              type="text"
              role="combobox"
              autoComplete="off"
              aria-expanded={open}
              aria-controls={`${control.id}list`}
              aria-activedescendant={open && active ? `${control.id}${active.id}` : undefined}
              value={text}
              placeholder={placeholder ?? uiText.search}
              onFocus={() => setOpen(true)}
              onClick={() => setOpen(true)}
              onBlur={() => setOpen(false)}
              onKeyDown={onKey}
              onChange={(event) => {
                setText(event.currentTarget.value);
                setAt(0);
                setOpen(true);
              }}
              className={joinClasses(controlClasses, controlHeight)}
            />
            <div
              id={`${control.id}list`}
              role="listbox"
              aria-label={label}
              hidden={!open}
              className="absolute top-full right-0 left-0 z-30 mt-1 max-h-64 overflow-auto rounded-lg border border-line bg-surface p-1 shadow-float"
            >
              {found.map((option) => (
                <Found
                  key={option.id}
                  id={`${control.id}${option.id}`}
                  option={option}
                  active={option === active}
                  onPick={() => add(option.id)}
                />
              ))}
              {found.length === 0 && (
                <div role="option" aria-selected={false} aria-disabled className="px-2 py-1.5 text-muted">
                  {uiText.nothingFound}
                </div>
              )}
            </div>
          </div>
        </div>
      )}
    </Field>
  );
}

interface FoundProps {
  readonly id: string;
  readonly option: PickerOption;
  readonly active: boolean;
  readonly onPick: () => void;
}

function Found({ id, option, active, onPick }: FoundProps) {
  return (
    <div
      id={id}
      role="option"
      tabIndex={-1}
      aria-selected={active}
      // Before the field loses the focus, which would close the list.
      onMouseDown={(event) => {
        event.preventDefault();
        onPick();
      }}
      ref={(row) => {
        if (active) row?.scrollIntoView({ block: 'nearest' });
      }}
      className={joinClasses('cursor-pointer rounded-md px-2 py-1', active ? 'bg-selected' : 'hover:bg-hover')}
    >
      <div className="truncate">{option.text}</div>
      {option.detail !== undefined && <div className="truncate text-xs text-muted">{option.detail}</div>}
    </div>
  );
}

type ChosenProps = Pick<MultiPickerProps, 'options' | 'value' | 'onChange'>;

function Chosen({ options, value, onChange }: ChosenProps) {
  if (value.length === 0) return null;
  return (
    <ol className="flex flex-col divide-y divide-line rounded-md border border-line">
      {value.map((id, index) => {
        const text = options.find((option) => option.id === id)?.text ?? id;
        return (
          <li key={id} className="flex items-center gap-1 py-0.5 pr-1 pl-2.5">
            <span className="w-5 shrink-0 text-xs text-faint">{index + 1}</span>
            <span className="min-w-0 flex-1 truncate">{text}</span>
            <IconButton
              size="sm"
              label={uiText.moveUp(text)}
              icon={ArrowUp}
              disabled={index === 0}
              onClick={() => onChange(move(value, index, -1))}
            />
            <IconButton
              size="sm"
              label={uiText.moveDown(text)}
              icon={ArrowDown}
              disabled={index === value.length - 1}
              onClick={() => onChange(move(value, index, 1))}
            />
            <IconButton
              size="sm"
              label={uiText.remove(text)}
              icon={X}
              onClick={() => onChange(value.filter((one) => one !== id))}
            />
          </li>
        );
      })}
    </ol>
  );
}

function move(value: readonly string[], index: number, step: 1 | -1): string[] {
  const rest = value.toSpliced(index, 1);
  const moved = value[index];
  return moved === undefined ? rest : rest.toSpliced(index + step, 0, moved);
}

function findOptions(options: readonly PickerOption[], value: readonly string[], text: string): PickerOption[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return options
    .filter(({ id, text: name, detail = '', also = '' }) => {
      const searched = `${id} ${name} ${detail} ${also}`.toLowerCase();
      return !value.includes(id) && words.every((word) => searched.includes(word));
    })
    .toSorted((one, other) => placeOf(one, words) - placeOf(other, words))
    .slice(0, MOST_FOUND);
}

/** What is named by the first word stands before what only has it somewhere. */
function placeOf({ text, also = '' }: PickerOption, [word]: readonly string[]): number {
  if (word === undefined) return 0;
  const name = text.toLowerCase();
  if (name === word) return 0;
  if (name.startsWith(word)) return 1;
  return also.toLowerCase().split(' ').includes(word) ? 2 : name.includes(word) ? 3 : 4;
}
