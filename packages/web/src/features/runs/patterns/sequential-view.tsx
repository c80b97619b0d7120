import { ArrowDown } from 'lucide-react';
import { patternsText } from '../../../strings/patterns.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Banner } from '../../../ui/banner.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { type AskedBack, type Hop, readSequential } from './read-sequential.ts';
import type { Recorded } from './recorded.ts';

const text = patternsText.sequential;

export function SequentialView({ recorded }: { readonly recorded: readonly Recorded[] }) {
  const { hops, open, checked } = readSequential(recorded);
  const [first] = hops;
  return (
    <>
      {checked && <Checked checked={checked} />}
      <Panel
        title={text.hops}
        meta={first && <span className="text-xs text-muted">{text.progress(hops.length, first.of)}</span>}
      >
        <ol className="flex flex-col gap-2">
          {hops.map((hop) => (
            <HopItem key={hop.step} hop={hop} />
          ))}
          {open.map((asked) => (
            <li key={asked.step}>
              <Asked asked={asked} />
            </li>
          ))}
        </ol>
      </Panel>
    </>
  );
}

function Checked({ checked }: { readonly checked: NonNullable<ReturnType<typeof readSequential>['checked']> }) {
  const { required, missing, mended, appended, lost } = checked;
  const says = [
    missing.length > 0 ? text.missing(missing.join(', ')) : text.allThere,
    mended.length > 0 ? text.mended(mended.join(', ')) : '',
    appended.length > 0 ? text.appended(appended.join(', ')) : '',
    lost.length > 0 ? text.lost(lost.join(', ')) : '',
  ];
  return (
    <Banner tone={lost.length > 0 ? 'danger' : appended.length > 0 ? 'attention' : 'success'}>
      <strong>{text.required(required)}</strong> {says.filter((line) => line !== '').join(' ')}
    </Banner>
  );
}

function HopItem({ hop }: { readonly hop: Hop }) {
  const { by, to, step, facts, required, open, asked, contradictions } = hop;
  return (
    <li className="flex min-w-0 flex-col gap-2">
      <div className="flex min-w-0 flex-col gap-1 rounded-md border border-line p-2.5">
        <p className="flex min-w-0 flex-wrap items-baseline gap-x-2 gap-y-0.5">
          <span className="text-xs text-muted">{step}</span>
          <span className="font-semibold">{by}</span>
          {asked.length > 0 && <Badge tone="info">{text.askedBack}</Badge>}
          {contradictions.length > 0 && <Badge tone="danger">{text.contradicts}</Badge>}
        </p>
        {asked.map((each) => (
          <Asked key={each.questions.join(' ')} asked={each} />
        ))}
        {contradictions.map(({ fact, stated, says, value }) => (
          <p key={`${fact} ${value}`} className="[overflow-wrap:anywhere]">
            {text.contradicted(fact, stated)} <span className="text-danger">{says}</span>
          </p>
        ))}
        {open.length > 0 && (
          <div>
            <p className="text-xs font-medium text-muted">{text.open}</p>
            <ul className="list-disc pl-4">
              {open.map((question) => (
                <li key={question} className="[overflow-wrap:anywhere]">
                  {question}
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
      {to !== undefined && (
        <p className="flex items-center gap-1.5 pl-3 text-xs text-muted">
          <ArrowDown size={13} aria-hidden className="shrink-0" />
          {text.hands(to)} {facts !== undefined && text.carries(facts, required ?? 0)}
        </p>
      )}
    </li>
  );
}

function Asked({ asked: { by, of, questions, answer, leftOpen } }: { readonly asked: AskedBack }) {
  return (
    <div className="min-w-0 border-l-2 border-line pl-2.5 [overflow-wrap:anywhere]">
      <p>
        <span className="text-xs text-muted">{text.asks(by, of)}</span> {questions.join(' ')}
      </p>
      {answer !== undefined && (
        <p>
          <span className="text-xs text-muted">{text.answers(of)}</span> {answer}
        </p>
      )}
      {leftOpen !== undefined && <p className="text-xs text-muted">{text.leftOpen(leftOpen)}</p>}
    </div>
  );
}
