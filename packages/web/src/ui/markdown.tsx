import { type ReactNode, memo } from 'react';
import { uiText } from '../strings/ui.ts';
import { CodeBlock } from './code-block.tsx';
import { InlineText } from './inline-text.tsx';
import { joinClasses } from './join-classes.ts';
import { type MarkdownBlock, type MarkdownItem, parseMarkdown } from './parse-markdown.ts';

export interface MarkdownProps {
  readonly text: string;
}

/** Words of agents and people. Nothing in them becomes HTML, and nothing is loaded from anywhere. */
export const Markdown = memo(function Markdown({ text }: MarkdownProps) {
  return (
    <div className="flex min-w-0 flex-col gap-2.5 leading-5.5 [overflow-wrap:anywhere]">
      <Blocks blocks={levelHeadings(parseMarkdown(text))} />
    </div>
  );
});

/** Whatever levels a text uses, they become the first, the second and so on: a reader by ear counts them. */
function levelHeadings(blocks: readonly MarkdownBlock[]): MarkdownBlock[] {
  const used = new Set(blocks.flatMap((block) => (block.type === 'heading' ? [block.level] : [])));
  const order = [...used].sort((a, b) => a - b);
  return blocks.map((block) =>
    block.type === 'heading' ? { ...block, level: order.indexOf(block.level) + 1 } : block,
  );
}

function Blocks({ blocks }: { readonly blocks: readonly MarkdownBlock[] }): ReactNode {
  // Blocks have no identity but their place.
  return blocks.map((block, index) => <Block key={index} block={block} />);
}

function Block({ block }: { readonly block: MarkdownBlock }): ReactNode {
  switch (block.type) {
    case 'heading':
      return <Heading level={block.level} text={block.text} />;
    case 'paragraph':
      return (
        <p dir="auto" className="whitespace-pre-line">
          <InlineText text={block.text} />
        </p>
      );
    case 'code':
      return <CodeBlock text={block.text} label={block.language === '' ? undefined : block.language} />;
    case 'quote':
      return (
        <blockquote className="flex flex-col gap-2 border-l-2 border-line-strong pl-3 text-muted">
          <Blocks blocks={block.blocks} />
        </blockquote>
      );
    case 'list':
      return <List start={block.start} items={block.items} />;
    case 'table':
      return <Table head={block.head} rows={block.rows} />;
    case 'rule':
      return <hr className="border-line" />;
  }
}

/** The page has its h1 and its panels their h2, so headings in a text begin below them. */
function Heading({ level, text }: { readonly level: number; readonly text: string }) {
  const Tag = level <= 1 ? 'h3' : level === 2 ? 'h4' : 'h5';
  return (
    <Tag
      dir="auto"
      className={joinClasses('font-semibold', level <= 1 && 'mt-1 text-lg', level === 2 && 'mt-1 text-md')}
    >
      <InlineText text={text} />
    </Tag>
  );
}

function List({ start, items }: { readonly start: number | undefined; readonly items: readonly MarkdownItem[] }) {
  const Tag = start === undefined ? 'ul' : 'ol';
  return (
    <Tag
      start={start}
      className={joinClasses('flex flex-col gap-1 pl-5', start === undefined ? 'list-disc' : 'list-decimal')}
    >
      {items.map((item, index) => (
        <li key={index} className={item.done === undefined ? undefined : '-ml-5 flex list-none gap-2'}>
          {item.done !== undefined && (
            <input
              type="checkbox"
              checked={item.done}
              disabled
              readOnly
              aria-label={item.done ? uiText.done : uiText.notDone}
              className="mt-1 shrink-0"
            />
          )}
          <div className="flex min-w-0 flex-col gap-1">
            <Blocks blocks={item.blocks} />
          </div>
        </li>
      ))}
    </Tag>
  );
}

function Table({ head, rows }: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }) {
  return (
    <div className="overflow-x-auto rounded-md border border-line" tabIndex={0} role="region" aria-label={uiText.table}>
      <table className="w-full text-left">
        <thead className="bg-sunken">
          <tr>
            {head.map((cell, index) => (
              <th key={index} scope="col" className="border-b border-line px-2.5 py-1.5 font-medium">
                <InlineText text={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, index) => (
                <td key={index} className="px-2.5 py-1.5 align-top">
                  <InlineText text={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
