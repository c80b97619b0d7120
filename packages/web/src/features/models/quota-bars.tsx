import type { ModelView, QuotaView } from '@tutti/protocol/api';
import { formatCount } from '../../domain/format-numbers.ts';
import { modelsText as text } from '../../strings/models.ts';
import { Meter } from '../../ui/meter.tsx';
import type { Tone } from '../../ui/tone.ts';

const NEARLY = 0.8;

/** One bar for each window of a key: how much of what it allows is left. */
export function QuotaBars({ quotas, bare = false }: { quotas: readonly QuotaView[]; bare?: boolean }) {
  return (
    <div className={`flex min-w-0 flex-col ${bare ? 'gap-0.5' : 'gap-2'}`}>
      {quotas.map((quota) => (
        <Meter
          key={`${quota.what} ${quota.per}`}
          bare={bare}
          label={text.quotaLabel(text.quota[quota.what], text.per[quota.per])}
          text={text.quotaLeft(formatCount(quota.left), formatCount(quota.limit))}
          parts={[{ share: 1 - toUsed(quota), tone: toTone(quota) }]}
        />
      ))}
    </div>
  );
}

/** The quotas of the key that has the most room: with it the next call is made. */
export function roomiestQuotas({ routes }: ModelView): readonly QuotaView[] {
  const known = routes.filter(({ quotas }) => quotas.length > 0);
  const [best] = known.toSorted((one, other) => tightest(one.quotas) - tightest(other.quotas));
  return best?.quotas ?? [];
}

function tightest(quotas: readonly QuotaView[]): number {
  return Math.max(...quotas.map(toUsed));
}

/** Of what is allowed, from 0 to 1. */
function toUsed({ left, limit }: QuotaView): number {
  return limit === 0 ? 1 : 1 - left / limit;
}

function toTone(quota: QuotaView): Tone {
  if (quota.left === 0) return 'danger';
  return toUsed(quota) >= NEARLY ? 'attention' : 'progress';
}
