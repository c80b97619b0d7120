import type { RunState } from '@tutti/protocol';
import { PassedOverList } from '../../../domain/passed-over-list.tsx';
import { modelCallText as text } from '../../../strings/model-calls.ts';
import { moneyText } from '../../../strings/money.ts';
import { Banner } from '../../../ui/banner.tsx';
import { Disclosure } from '../../../ui/disclosure.tsx';
import { TextLink } from '../../../ui/text-link.tsx';
import { Time } from '../../../ui/time.tsx';

/** A run that no model can answer at the moment says until when it waits, and for what. */
export function AwaitsBanner({ state: { modelWaits = {} } }: { state: RunState }) {
  const awaited = Object.values(modelWaits);
  const [earliest] = awaited.toSorted((one, other) => one.until - other.until);
  if (!earliest) return null;
  return (
    <div data-awaits-until={earliest.until}>
      <Banner tone="attention">
        <p>
          {text.waitsBanner} <Time at={earliest.until} />. {awaited.length > 1 && text.waitsMany(awaited.length)}{' '}
          <TextLink to="/ui/models" search={{ show: 'troubled' }}>
            {text.openModels}
          </TextLink>
        </p>
        {earliest.passedOver.length > 0 && (
          <Disclosure summary={moneyText.passedOverOf(earliest.passedOver.length)}>
            <PassedOverList passedOver={earliest.passedOver} />
          </Disclosure>
        )}
      </Banner>
    </div>
  );
}
