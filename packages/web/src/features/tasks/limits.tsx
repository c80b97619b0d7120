import { ModelPreset, Priority } from '@tutti/protocol';
import { ComplexityField } from '../../domain/complexity-field.tsx';
import { LadderField } from '../../domain/ladder-field.tsx';
import { moneyText } from '../../strings/money.ts';
import { sharedText } from '../../strings/shared.ts';
import { tasksText } from '../../strings/tasks.ts';
import { Button } from '../../ui/button.tsx';
import { NumberField } from '../../ui/number-field.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { hasBudget, type Mistakes, type TaskDraft, toLocalMinute } from './task-draft.ts';

const HOUR_MS = 3_600_000;
const PRESETS = [
  { label: tasksText.preset.hour, inMs: HOUR_MS },
  { label: tasksText.preset.evening, inMs: 8 * HOUR_MS },
  { label: tasksText.preset.day, inMs: 24 * HOUR_MS },
];

interface Props {
  readonly draft: TaskDraft;
  readonly change: (changes: Partial<TaskDraft>) => void;
  readonly mistakes: Mistakes;
}

export function Limits({ draft, change, mistakes }: Props) {
  const { complexity } = draft;
  return (
    <fieldset className="flex min-w-0 flex-col gap-4">
      <legend className="float-left w-full text-sm font-medium">
        {tasksText.limits}
        <span className="mt-0.5 block text-xs font-normal text-muted">{tasksText.limitsHint}</span>
      </legend>
      <div className="grid gap-4 sm:grid-cols-3">
        <NumberField
          label={tasksText.budgetTokens}
          hint={tasksText.budgetTokensHint}
          unit={tasksText.unit.tokens}
          optional
          value={draft.tokens}
          onChange={(tokens) => change({ tokens })}
          error={mistakes['budget.tokens']}
        />
        <TextField
          label={tasksText.budgetUsd}
          hint={tasksText.unit.usd}
          optional
          inputMode="decimal"
          autoComplete="off"
          value={draft.usd}
          onChange={(usd) => change({ usd })}
          error={mistakes['budget.usd']}
        />
        <Select
          label={tasksText.priority}
          options={Priority.options.map((value) => ({ value, label: sharedText.priority[value] }))}
          value={draft.priority}
          onChange={(priority) => change({ priority })}
        />
      </div>
      {hasBudget(draft) && (
        <LadderField value={draft.ladder} onChange={(ladder) => change({ ladder })} hint={tasksText.ladderHint} />
      )}
      <div className="flex flex-col gap-1.5">
        <ComplexityField value={complexity} onChange={(chosen) => change({ complexity: chosen })} />
        <p className="text-xs text-muted">
          {complexity === 'auto' ? moneyText.complexityAutoMeans : moneyText.complexityMeans[complexity]}
        </p>
      </div>
      <div className="sm:max-w-64">
        <Select
          label={tasksText.models}
          hint={tasksText.modelsMean[draft.models]}
          options={(['own', ...ModelPreset.options] as const).map((value) => ({
            value,
            label: tasksText.modelsName[value],
          }))}
          value={draft.models}
          onChange={(models) => change({ models })}
        />
      </div>
      <div className="flex flex-col gap-2">
        <div className="sm:max-w-64">
          <TextField
            label={tasksText.deadline}
            hint={tasksText.deadlineHint}
            optional
            type="datetime-local"
            value={draft.deadline}
            onChange={(deadline) => change({ deadline })}
            error={mistakes.deadline}
          />
        </div>
        <div role="group" aria-label={tasksText.presets} className="flex flex-wrap gap-1.5">
          {PRESETS.map(({ label, inMs }) => (
            <Button key={label} size="sm" onClick={() => change({ deadline: toLocalMinute(Date.now() + inMs) })}>
              {label}
            </Button>
          ))}
          {draft.deadline !== '' && (
            <Button size="sm" variant="ghost" onClick={() => change({ deadline: '' })}>
              {tasksText.preset.none}
            </Button>
          )}
        </div>
      </div>
    </fieldset>
  );
}
