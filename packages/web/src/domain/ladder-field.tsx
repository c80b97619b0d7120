import { LadderStep } from '@tutti/protocol';
import { ArrowDown, ArrowUp, OctagonX, Plus, X } from 'lucide-react';
import { moneyText as text } from '../strings/money.ts';
import { uiText } from '../strings/ui.ts';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';

interface Props {
  /** Without `stop`, which is always the last word. */
  readonly value: readonly LadderStep[];
  readonly onChange: (value: LadderStep[]) => void;
  readonly hint?: string | undefined;
}

const CHOSEN = LadderStep.options.filter((step) => step !== 'stop');

/** What is tried when a budget does not allow a call: an order that can be changed, and what each step means. */
export function LadderField({ value, onChange, hint = text.ladderHint }: Props) {
  const steps = value.filter((step) => step !== 'stop');
  const missing = CHOSEN.filter((step) => !steps.includes(step));
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5">
      <legend className="float-left w-full text-sm font-medium">
        {text.ladderLabel}
        <span className="block text-xs font-normal text-muted">{hint}</span>
      </legend>
      <ol className="flex flex-col divide-y divide-line rounded-md border border-line">
        {steps.map((step, index) => (
          <li key={step} data-ladder={step} className="flex items-center gap-1 py-1 pr-1 pl-2.5">
            <Words step={step} number={index + 1} />
            <IconButton
              size="sm"
              label={uiText.moveUp(text.ladder[step])}
              icon={ArrowUp}
              disabled={index === 0}
              onClick={() => onChange(move(steps, index, -1))}
            />
            <IconButton
              size="sm"
              label={uiText.moveDown(text.ladder[step])}
              icon={ArrowDown}
              disabled={index === steps.length - 1}
              onClick={() => onChange(move(steps, index, 1))}
            />
            <IconButton
              size="sm"
              label={uiText.remove(text.ladder[step])}
              icon={X}
              onClick={() => onChange(steps.filter((one) => one !== step))}
            />
          </li>
        ))}
        <li data-ladder="stop" className="flex items-center gap-1 py-1 pr-2.5 pl-2.5">
          <Words step="stop" number={steps.length + 1} />
          <OctagonX size={14} aria-hidden className="shrink-0 text-faint" />
        </li>
      </ol>
      {missing.length > 0 && (
        <div className="flex flex-wrap gap-1.5">
          {missing.map((step) => (
            <Button key={step} size="sm" icon={Plus} onClick={() => onChange([...steps, step])}>
              {text.ladder[step]}
              <span className="sr-only">{uiText.add}</span>
            </Button>
          ))}
        </div>
      )}
    </fieldset>
  );
}

function Words({ step, number }: { step: LadderStep; number: number }) {
  return (
    <span className="flex min-w-0 flex-1 gap-1">
      <span className="w-5 shrink-0 text-xs leading-5 text-faint">{number}</span>
      <span className="min-w-0">
        {text.ladder[step]}
        <span className="block text-xs text-muted">{text.ladderMeans[step]}</span>
      </span>
    </span>
  );
}

function move(steps: readonly LadderStep[], index: number, by: 1 | -1): LadderStep[] {
  const moved = steps[index];
  return moved === undefined ? [...steps] : steps.toSpliced(index, 1).toSpliced(index + by, 0, moved);
}
