import type { ProviderTestView } from '@tutti/protocol/api';
import { modelsText as text } from '../../../strings/models.ts';
import { moneyText } from '../../../strings/money.ts';
import { Banner } from '../../../ui/banner.tsx';
import { formatDuration } from '../../../ui/format-duration.ts';

/** What one cheap call with each key came to. */
export function TestResults({ results }: { results: readonly ProviderTestView[] }) {
  if (results.length === 0) return <Banner tone="neutral">{text.testNone}</Banner>;
  return (
    <ul aria-live="polite" className="flex flex-col gap-2">
      {results.map((result, index) => (
        // Several may be without a key.
        <li key={`${index} ${result.key ?? ''}`} data-test={result.ok ? 'ok' : 'failed'}>
          <Banner tone={result.ok ? 'success' : 'danger'}>
            {result.key !== undefined && <strong>{text.keyName(result.key)}: </strong>}
            {result.ok ? <Good result={result} /> : <Bad result={result} />}
          </Banner>
        </li>
      ))}
    </ul>
  );
}

function Good({ result: { model, tookMs } }: { result: ProviderTestView }) {
  const took = formatDuration(tookMs);
  return model === undefined ? text.testOkPlain(took) : text.testOk(model, took);
}

function Bad({ result: { class: failure, message = text.testFailed, remedy, model } }: { result: ProviderTestView }) {
  return (
    <span className="[overflow-wrap:anywhere]">
      {failure !== undefined && `${moneyText.failure[failure]}: `}
      {message}
      {remedy !== undefined && ` ${remedy}`}
      {model !== undefined && <code className="ml-1 font-mono text-xs">{model}</code>}
    </span>
  );
}
