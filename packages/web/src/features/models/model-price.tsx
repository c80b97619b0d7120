import type { ModelView } from '@tutti/protocol/api';
import { formatMoney } from '../../domain/format-numbers.ts';
import { modelsText as text } from '../../strings/models.ts';

/** For a million tokens, in and out. */
export function ModelPrice({ model: { price, local } }: { model: ModelView }) {
  if (local && !price) return <span>{text.nothing}</span>;
  if (!price)
    return (
      <abbr title={text.noPriceMeans} className="text-muted no-underline">
        {text.noPrice}
      </abbr>
    );
  const input = formatMoney(price.input);
  const output = formatMoney(price.output);
  return (
    <span className="whitespace-nowrap">
      <span aria-hidden>{text.priceOf(input, output)}</span>
      <span className="sr-only">{text.priceSpoken(input, output)}</span>
    </span>
  );
}
