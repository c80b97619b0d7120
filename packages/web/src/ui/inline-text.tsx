import { ImageOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { uiText } from '../strings/ui.ts';
import { CitationLink } from './citation-link.tsx';
import { OutsideLink } from './outside-link.tsx';
import { type Inline, parseInline } from './parse-inline.ts';

export function InlineText({ text }: { readonly text: string }) {
  return <Parts parts={parseInline(text)} />;
}

function Parts({ parts }: { readonly parts: readonly Inline[] }): ReactNode {
  // Parts have no identity but their place.
  return parts.map((part, index) => <Part key={index} part={part} />);
}

function Part({ part }: { readonly part: Inline }): ReactNode {
  switch (part.type) {
    case 'text':
      return part.text;
    case 'code':
      return <code className="rounded-sm bg-sunken px-1 py-px font-mono text-xs">{part.text}</code>;
    case 'strong':
      return (
        <strong className="font-semibold">
          <Parts parts={part.parts} />
        </strong>
      );
    case 'emphasis':
      return (
        <em>
          <Parts parts={part.parts} />
        </em>
      );
    case 'struck':
      return (
        <s>
          <Parts parts={part.parts} />
        </s>
      );
    case 'image':
      return (
        <span className="inline-flex items-center gap-1 rounded-sm bg-sunken px-1.5 text-xs text-muted">
          <ImageOff size={12} aria-hidden />
          {uiText.imageNotLoaded(part.alt)}
        </span>
      );
    case 'citation':
      return <CitationLink citation={part.citation} />;
    case 'link':
      return <LinkPart part={part} />;
  }
}

/** The host stands beside every link whose words do not say it: a text may promise one place and go to another. */
function LinkPart({ part }: { readonly part: Extract<Inline, { type: 'link' }> }) {
  const saysHost = part.parts.some((one) => one.type === 'text' && one.text.startsWith(`https://${part.host}`));
  return (
    <>
      <OutsideLink href={part.url}>
        <Parts parts={part.parts} />
      </OutsideLink>
      {!saysHost && <span className="text-xs text-muted">{uiText.linkHost(part.host)}</span>}
    </>
  );
}
