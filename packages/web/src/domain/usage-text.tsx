import type { UsageView } from '@tutti/protocol/api';
import { sharedText } from '../strings/shared.ts';
import { formatCount, formatMoney } from './format-numbers.ts';

export function TokensText({ usage }: { usage: UsageView }) {
  const { inputTokens, outputTokens, estimated } = usage;
  return (
    <span
      className="whitespace-nowrap"
      title={sharedText.tokensInOut(formatCount(inputTokens), formatCount(outputTokens))}
    >
      {estimated && <abbr title={sharedText.estimatedMeans}>≈</abbr>}
      {formatCount(inputTokens + outputTokens)}
    </span>
  );
}

export function CostText({ usage }: { usage: UsageView }) {
  return <span className="whitespace-nowrap">{formatMoney(usage.usd)}</span>;
}
