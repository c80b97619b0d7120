import { expect, it } from 'vitest';
import { toPreviewKind } from './to-preview-kind.ts';

it('shows what could run something as its text', () => {
  for (const type of [
    'text/html',
    'image/svg+xml',
    'application/xhtml+xml',
    'TEXT/HTML; charset=utf-8',
    'text/javascript',
  ])
    expect(toPreviewKind(type)).toBe('text');
});

it('knows pictures, tables, pages and prose, and what it cannot show', () => {
  expect(
    ['image/png', 'text/csv', 'application/pdf', 'text/markdown; x=y', 'application/zip', ''].map(toPreviewKind),
  ).toEqual(['image', 'table', 'pages', 'markdown', 'none', 'none']);
});
