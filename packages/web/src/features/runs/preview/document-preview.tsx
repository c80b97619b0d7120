import type { PreviewContent } from '@tutti/protocol/api';
import { useState } from 'react';
import { filesText } from '../../../strings/files.ts';
import { runText } from '../../../strings/run.ts';
import { Banner } from '../../../ui/banner.tsx';
import { CodeBlock } from '../../../ui/code-block.tsx';
import { Markdown } from '../../../ui/markdown.tsx';
import { SegmentedControl } from '../../../ui/segmented-control.tsx';
import { CsvTable } from './csv-table.tsx';
import { toPreviewKind } from './to-preview-kind.ts';

export interface ShownDocument extends PreviewContent {
  readonly name: string;
  readonly mediaType: string;
  /** Where its bytes are. */
  readonly url: string;
}

const WAYS = [
  { value: 'formatted', label: runText.asMarkdown },
  { value: 'plain', label: runText.asText },
] as const;
type Way = (typeof WAYS)[number]['value'];

/** The beginning of a document. It is never taken for markup: what could run or fetch something is shown as its text. */
export function DocumentPreview({ document }: { document: ShownDocument }) {
  const { mediaType, truncated, problem } = document;
  const kind = toPreviewKind(mediaType);
  const hasWays = kind === 'markdown' || kind === 'table';
  const [way, setWay] = useState<Way>('formatted');
  return (
    <div className="flex min-w-0 flex-col gap-3">
      {hasWays && (
        <div>
          <SegmentedControl label={runText.view} options={WAYS} value={way} onChange={setWay} />
        </div>
      )}
      {problem !== undefined && <Banner tone="attention">{filesText.problem(problem)}</Banner>}
      <Body document={document} kind={hasWays && way === 'plain' ? 'text' : kind} />
      {truncated && kind !== 'image' && kind !== 'none' && problem === undefined && (
        <p className="text-xs text-muted">{filesText.truncated}</p>
      )}
    </div>
  );
}

function Body({ document, kind }: { document: ShownDocument; kind: ReturnType<typeof toPreviewKind> }) {
  const { name, url, text, pages = [], totalPages } = document;
  switch (kind) {
    case 'image':
      return <img src={url} alt={name} className="max-h-96 max-w-full self-start rounded-md border border-line" />;
    case 'markdown':
      return <Markdown text={text} />;
    case 'table':
      return <CsvTable name={name} text={text} />;
    case 'pages':
      return <Pages name={name} pages={pages} totalPages={totalPages} />;
    case 'text':
      return <CodeBlock text={text} wrap limited={false} label={runText.preview} />;
    case 'none':
      return <p className="text-xs text-muted">{filesText.noPreview}</p>;
    default:
      return kind satisfies never;
  }
}

interface PagesProps {
  readonly name: string;
  readonly pages: readonly string[];
  readonly totalPages: number | undefined;
}

function Pages({ name, pages, totalPages }: PagesProps) {
  if (pages.length === 0) return null;
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <p className="text-xs text-muted">{filesText.pagesOnly(pages.length, totalPages ?? pages.length)}</p>
      <div
        // What scrolls is reached by keyboard too.
        tabIndex={0}
        role="group"
        aria-label={filesText.previewOf(name)}
        className="flex max-h-[70vh] flex-col gap-3 overflow-auto rounded-md border border-line p-3"
      >
        {pages.map((text, place) => (
          // Pages have no name but their number.
          <section key={`page ${place + 1}`} aria-label={filesText.page(place + 1)}>
            <p className="pb-1 text-xs font-semibold text-muted">{filesText.page(place + 1)}</p>
            {text === '' ? (
              <p className="text-xs text-muted">{filesText.emptyPage}</p>
            ) : (
              <p dir="auto" className="[overflow-wrap:anywhere] whitespace-pre-wrap">
                {text}
              </p>
            )}
          </section>
        ))}
      </div>
    </div>
  );
}
