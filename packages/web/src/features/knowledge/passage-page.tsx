import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { Citation } from '@tutti/protocol';
import type { CitedPassageView } from '@tutti/protocol/api';
import { useEffect, useRef, useState } from 'react';
import { passageQuery } from '../../client/knowledge-queries.ts';
import { useServices } from '../../client/services-context.tsx';
import { RefusalState } from '../../domain/refusal-state.tsx';
import { knowledgeText as text } from '../../strings/knowledge.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { PageBody } from '../../ui/page-body.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TextLink } from '../../ui/text-link.tsx';

const AROUND = 1_500;
const MOST_AROUND = 20_000;

/** Exactly what is cited, where it stands. */
export function PassagePage() {
  const { client } = useServices();
  const asked = useSearch({ from: '/shell/ui/knowledge/passage' });
  const citation = Citation.safeParse(asked.citation).data;
  const [around, setAround] = useState(AROUND);
  const { data, error, refetch } = useQuery(passageQuery(client, citation, around));
  const above = (
    <TextLink to="/ui/knowledge" plain>
      {text.toKnowledge}
    </TextLink>
  );
  return (
    <>
      <PageHeader
        title={data ? text.passageTitle(data.name) : text.passage}
        meta={data && <Place passage={data} />}
        above={above}
      />
      <PageBody narrow>
        {!data && !error && <Skeleton lines={8} />}
        {!data && error && <RefusalState error={error} onRetry={() => refetch()} />}
        {data && <Passage passage={data} />}
        {data && data.state !== 'removed' && around < MOST_AROUND && (
          <Button onClick={() => setAround(Math.min(around * 4, MOST_AROUND))}>{text.more}</Button>
        )}
      </PageBody>
    </>
  );
}

function Place({ passage: { collection, version, page: number, headings } }: { passage: CitedPassageView }) {
  const parts = [collection, ...headings, ...(number === undefined ? [] : [text.page(number)]), text.version(version)];
  return <span className="[overflow-wrap:anywhere]">{parts.join(' › ')}</span>;
}

function Passage({ passage }: { passage: CitedPassageView }) {
  const { before, text: words, after, state, newest, citation } = passage;
  const mark = useRef<HTMLElement>(null);
  // Whatever stands before it, it is what one came for. Some browsers answer with a promise, which is no way to end an effect.
  useEffect(() => {
    mark.current?.scrollIntoView({ block: 'center' });
  }, [citation, before.length]);
  if (state === 'removed') return <Banner tone="attention">{text.stateMeans.removed}</Banner>;
  return (
    <>
      {state === 'replaced' && (
        <Banner tone="attention">
          {text.stateMeans.replaced} {newest !== undefined && text.newest(newest)}
        </Banner>
      )}
      <Panel>
        <p dir="auto" className="leading-6 whitespace-pre-wrap [overflow-wrap:anywhere]">
          <span className="text-muted">{before}</span>
          <mark
            ref={mark}
            aria-label={text.cited}
            data-citation={citation}
            className="scroll-my-24 rounded-sm bg-selected text-text"
          >
            {words}
          </mark>
          <span className="text-muted">{after}</span>
        </p>
      </Panel>
    </>
  );
}
