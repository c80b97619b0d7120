import { Quote } from 'lucide-react';
import { uiText } from '../strings/ui.ts';
import { TextLink } from './text-link.tsx';

/** Opens exactly the passage that a text cites. */
export function CitationLink({ citation }: { readonly citation: string }) {
  return (
    <TextLink to="/ui/knowledge/passage" search={{ citation }} title={uiText.citationMeans(citation)}>
      <Quote size={11} aria-hidden className="mr-0.5 inline align-baseline" />
      {uiText.citation}
    </TextLink>
  );
}
