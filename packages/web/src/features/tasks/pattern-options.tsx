import { AgentId, PatternOptions } from '@tutti/protocol';
import * as z from 'zod';
import { tasksText } from '../../strings/tasks.ts';
import { MultiPicker, type PickerOption } from '../../ui/multi-picker.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { Select } from '../../ui/select.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { listOptions, type OptionName, type OptionsDraft } from './options-draft.ts';
import type { Mistakes, TaskDraft } from './task-draft.ts';

interface Props {
  readonly draft: TaskDraft;
  readonly onChange: (options: OptionsDraft) => void;
  readonly mistakes: Mistakes;
  readonly agents: readonly PickerOption[];
}

/** What the chosen pattern may be told in detail; what is left empty is up to it. */
export function PatternOptionFields({ draft, onChange, mistakes, agents }: Props) {
  const names = listOptions(draft.pattern);
  if (names.length === 0) return null;
  // Whoever works is the likeliest to lead.
  const sorted = agents.toSorted((one, other) => Number(isOf(draft, other.id)) - Number(isOf(draft, one.id)));
  return (
    <fieldset className="grid min-w-0 gap-4 sm:grid-cols-2">
      <legend className="sr-only">{tasksText.patternOptions}</legend>
      {names.map((name) => (
        <OptionField
          key={name}
          name={name}
          options={draft.options}
          change={(changes) => onChange({ ...draft.options, ...changes })}
          mistake={mistakes[`patternOptions.${name}`]}
          agents={sorted}
        />
      ))}
    </fieldset>
  );
}

function isOf({ agents }: TaskDraft, id: string): boolean {
  return agents.some((agent) => agent === id);
}

interface FieldProps {
  readonly name: OptionName;
  readonly options: OptionsDraft;
  readonly change: (changes: Partial<OptionsDraft>) => void;
  readonly mistake: string | undefined;
  readonly agents: readonly PickerOption[];
}

function OptionField({ name, options, change, mistake, agents }: FieldProps) {
  const frame = { label: tasksText.option[name], hint: tasksText.optionHint[name], error: mistake, optional: true };
  switch (name) {
    case 'atOnce':
    case 'rounds':
    case 'enough':
    case 'buffer':
      return <NumberField {...frame} value={options[name]} onChange={(value) => change({ [name]: value })} />;
    case 'silentAfterMs':
      return (
        <NumberField
          {...frame}
          unit={tasksText.unit.seconds}
          value={options.silentAfter}
          onChange={(silentAfter) => change({ silentAfter })}
        />
      );
    case 'parts':
    case 'items':
    case 'facts':
      return (
        <div className="sm:col-span-2">
          <TextArea {...frame} value={options[name]} onChange={(value) => change({ [name]: value })} />
        </div>
      );
    case 'lead':
      return (
        <Select
          {...frame}
          options={[{ value: '', label: tasksText.nobodyNamed }, ...agents.map(({ id }) => ({ value: id, label: id }))]}
          value={options.lead as string}
          onChange={(lead) => change({ lead: lead === '' ? '' : AgentId.parse(lead) })}
        />
      );
    case 'judges':
      return (
        <div className="sm:col-span-2">
          <MultiPicker
            {...frame}
            options={agents}
            value={options.judges}
            onChange={(ids) => change({ judges: ids.map((id) => AgentId.parse(id)) })}
          />
        </div>
      );
    case 'merge':
    case 'order':
    case 'quorum':
    case 'weights':
    case 'objective':
      return (
        <Select
          {...frame}
          options={[{ value: '', label: tasksText.asUsual[name] }, ...listChoices(name)]}
          value={options[name] as string}
          onChange={(value) => change({ [name]: value })}
        />
      );
    default:
      return name satisfies never;
  }
}

type ChoiceName = 'merge' | 'order' | 'quorum' | 'weights' | 'objective';

function listChoices(name: ChoiceName) {
  const words: Readonly<Record<string, string>> = tasksText.choice[name];
  return z
    .array(z.string())
    .parse(PatternOptions.shape[name].unwrap().options)
    .map((value) => ({ value, label: words[value] ?? value }));
}
