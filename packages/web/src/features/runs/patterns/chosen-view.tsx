import { TeamChoice } from '@tutti/protocol';
import { patternsText } from '../../../strings/patterns.ts';
import { sharedText } from '../../../strings/shared.ts';
import { KeyValue } from '../../../ui/key-value.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { ShareBar } from './parts/share-bar.tsx';
import { CHOSEN, findFact, type Recorded } from './recorded.ts';
import { toHundredths } from './to-words.ts';

const text = patternsText.chosen;

/** For whoever left it open: what was chosen, why, and who else could have done it. */
export function ChosenView({ recorded }: { readonly recorded: readonly Recorded[] }) {
  const chosen = findFact(recorded, CHOSEN, TeamChoice);
  if (!chosen) return null;
  const { pattern, agents, reason, suggested, type, complexity, reasons, considered } = chosen;
  return (
    <Panel title={text.title}>
      <div className="flex flex-col gap-3">
        <p className="[overflow-wrap:anywhere]">
          <strong>{text.chose(sharedText.pattern[pattern], agents.length)}</strong> {reason}
        </p>
        <KeyValue
          items={[
            { label: text.agents, value: agents.join(', ') },
            { label: text.type, value: text.request(type, complexity) },
            { label: text.suggested, value: suggested === 'single' ? text.single : sharedText.pattern[suggested] },
            ...(reasons.length > 0 ? [{ label: text.reasons, value: reasons.join('; ') }] : []),
          ]}
        />
        {considered.length > 0 && (
          <section aria-label={text.considered} className="flex flex-col gap-1.5">
            <h3 className="text-xs font-semibold text-muted">{text.considered}</h3>
            <ul className="flex max-w-lg flex-col gap-1">
              {considered.map(({ id, score }) => (
                <li key={id} className="grid grid-cols-[minmax(6rem,10rem)_minmax(0,1fr)] items-center gap-2">
                  <span className="truncate">{id}</span>
                  <ShareBar
                    label={text.scoreOf(id)}
                    text={toHundredths(score)}
                    share={score}
                    tone={agents.includes(id) ? 'success' : 'neutral'}
                  />
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </Panel>
  );
}
