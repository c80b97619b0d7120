import type { ModelId } from '@tutti/protocol';
import type { ModelRouteView, ModelView, ProviderView } from '@tutti/protocol/api';
import { ChevronRight } from 'lucide-react';
import { memo, useId } from 'react';
import { formatCount } from '../../domain/format-numbers.ts';
import { PriceMark } from '../../domain/price-mark.tsx';
import { modelsText as text } from '../../strings/models.ts';
import { Badge } from '../../ui/badge.tsx';
import { joinClasses } from '../../ui/join-classes.ts';
import { CapabilityMarks } from './capability-marks.tsx';
import { isFree } from './find-models.ts';
import { ModelDetails } from './model-details.tsx';
import { ModelPrice } from './model-price.tsx';
import { ModelState } from './model-state.tsx';
import { QuotaBars, roomiestQuotas } from './quota-bars.tsx';
import { whyNotOffered } from './why-not-offered.ts';

/** The same for the heads of the columns and for every row. */
export const COLUMNS =
  'grid-cols-[minmax(0,1fr)_auto] gap-x-4 md:grid-cols-[minmax(0,1fr)_8.5rem_4rem_8.5rem] xl:grid-cols-[minmax(0,1fr)_8.5rem_4rem_8.5rem_6.5rem_8.5rem]';

interface Props {
  readonly model: ModelView;
  readonly provider: ProviderView | undefined;
  readonly open: boolean;
  readonly onToggle: (model: ModelId) => void;
}

/** A model in a line; it opens to all that is known of it. While the list scrolls, rows that stay are not drawn anew. */
export const ModelRow = memo(function ModelRow({ model, provider, open, onToggle }: Props) {
  const details = useId();
  return (
    <div data-model={model.model} className="min-w-0 border-b border-line">
      <div
        className={joinClasses(
          'relative grid items-center px-4 py-2 transition-colors hover:bg-hover has-focus-visible:bg-hover',
          COLUMNS,
        )}
      >
        <Name model={model} open={open} details={details} onToggle={() => onToggle(model.model)} />
        <span className="hidden text-right md:inline">
          <ModelPrice model={model} />
        </span>
        <span className="hidden text-right text-muted md:inline">{toShort(model.context)}</span>
        <span className="hidden xl:inline">
          <CapabilityMarks model={model} />
        </span>
        <span className="hidden xl:inline">
          <QuotaBars quotas={roomiestQuotas(model)} bare />
        </span>
        <ModelState state={model.state} {...soonest(model)} />
        <Summary model={model} provider={provider} />
      </div>
      {open && (
        <div id={details} className="border-t border-line bg-sunken">
          <ModelDetails model={model} provider={provider} />
        </div>
      )}
    </div>
  );
});

interface NameProps extends Pick<Props, 'model' | 'open'> {
  readonly onToggle: () => void;
  readonly details: string;
}

function Name({ model, open, details, onToggle }: NameProps) {
  const { name, model: id, retired, kind, local } = model;
  return (
    <div className="flex min-w-0 items-start gap-1.5">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={open ? details : undefined}
        onClick={onToggle}
        className="flex min-w-0 items-start gap-1.5 text-left after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus"
      >
        <ChevronRight
          size={14}
          aria-hidden
          className={joinClasses('mt-1 shrink-0 text-faint transition-transform', open && 'rotate-90')}
        />
        <span className="flex min-w-0 flex-col">
          <span className={joinClasses('truncate font-medium', !model.offered && 'text-muted')} title={name}>
            {name}
          </span>
          <code className="truncate font-mono text-xs text-muted" title={id}>
            {id}
          </code>
        </span>
      </button>
      <span className="mt-px hidden shrink-0 gap-1 sm:inline-flex">
        <PriceMark model={model.model} free={isFree(model)} local={local} />
        {kind === 'embedding' && <Badge>{text.embedding}</Badge>}
        {retired && <Badge tone="attention">{text.retired}</Badge>}
      </span>
    </div>
  );
}

/** What the columns leave out on narrower screens, and why it cannot be called. */
function Summary({ model, provider }: Pick<Props, 'model' | 'provider'>) {
  const { offered, local, context, retired } = model;
  const quotas = roomiestQuotas(model);
  return (
    <>
      <p className="col-span-full mt-0.5 flex flex-wrap items-center gap-x-3 gap-y-1 pl-5 text-xs text-muted xl:hidden">
        <span className="inline-flex gap-1 sm:hidden">
          <PriceMark model={model.model} free={isFree(model)} local={local} />
          {retired && <Badge tone="attention">{text.retired}</Badge>}
        </span>
        <span className="md:hidden">
          <ModelPrice model={model} />
        </span>
        <span className="md:hidden">
          {text.column.context.toLowerCase()} {toShort(context)}
        </span>
        <CapabilityMarks model={model} />
      </p>
      {quotas.length > 0 && (
        <div className="col-span-full mt-1 max-w-72 pl-5 xl:hidden">
          <QuotaBars quotas={quotas} bare />
        </div>
      )}
      {!offered && <p className="col-span-full pl-5 text-xs text-muted">{whyNotOffered(model, provider)}</p>}
    </>
  );
}

const KILO = 1_000;
const MEGA = 1_000_000;

/** `128k`, `1M`: as model cards have it. */
function toShort(tokens: number): string {
  if (tokens >= MEGA) return `${formatCount(Math.round((tokens / MEGA) * 10) / 10)}M`;
  return tokens >= KILO ? `${Math.round(tokens / KILO)}k` : String(tokens);
}

/** When the first of its routes may be open again, and what closed it. */
function soonest({ routes, state }: ModelView): Pick<ModelRouteView, 'until' | 'because'> {
  const [first] = routes
    .filter((route) => route.state === state)
    .toSorted((one, other) => (one.until ?? '').localeCompare(other.until ?? ''));
  return { until: first?.until, because: first?.because };
}
