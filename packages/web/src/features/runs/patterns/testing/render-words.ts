import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';

/** What a person reads, without the marks, one space between any two words. */
export function renderWords(element: ReactElement): string {
  return renderToStaticMarkup(element)
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&#x27;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
