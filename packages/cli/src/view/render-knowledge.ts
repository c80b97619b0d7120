import type { CitedPassageView, CollectionView, DocumentView, FoundPassageView } from '@tutti/protocol/api';
import { toPlainLine, toPlainText } from './plain-text.ts';
import { renderTable, type TableLook } from './render-table.ts';
import type { Style } from './style.ts';

export function renderCollections(all: readonly CollectionView[], look: TableLook): readonly string[] {
  if (all.length === 0) return ['There are no collections yet: tutti knowledge add <files...> makes one.'];
  const columns = [
    { title: 'collection', text: ({ name }: CollectionView) => name },
    { title: 'documents', text: ({ documents }: CollectionView) => String(documents), right: true },
    { title: 'passages', text: ({ passages }: CollectionView) => String(passages), right: true },
    { title: 'vectors', text: ({ embeddings }: CollectionView) => embeddings ?? 'free models' },
  ];
  return renderTable(all, columns, look);
}

export function renderDocuments(all: readonly DocumentView[], look: TableLook): readonly string[] {
  if (all.length === 0) return ['There are no documents in it.'];
  const columns = [
    { title: 'document', text: ({ name }: DocumentView) => toPlainLine(name) },
    { title: 'id', text: ({ document }: DocumentView) => document },
    { title: 'state', text: toStateText },
  ];
  return renderTable(all, columns, look);
}

export function toStateText({ current, pending }: DocumentView): string {
  if (!pending) return current ? `ready, version ${current.version}, ${count(current.passages, 'passage')}` : 'empty';
  const { status, problem, received, bytes, progress } = pending;
  const before = current ? `; version ${current.version} is searched` : '';
  if (status === 'failed') return `could not be read: ${toPlainLine(problem?.message ?? 'nobody knows why')}${before}`;
  if (status === 'uploading') return `${Math.floor((received / bytes) * 100)}% sent${before}`;
  return status === 'reading' ? `${progress}% read${before}` : `waits to be read${before}`;
}

export function renderFound(items: readonly FoundPassageView[], style: Style): readonly string[] {
  if (items.length === 0) return ['Nothing was found.'];
  return items.flatMap(({ name, page, headings, text, citation }) => {
    const place = [name, ...headings, ...(page === undefined ? [] : [`page ${page}`])].map(toPlainLine).join(' › ');
    return [
      `${style.bold(place)}  ${style.dim(`[${citation}]`)}`,
      ...toPlainText(text)
        .split('\n')
        .map((line) => `  ${line}`),
      '',
    ];
  });
}

export function renderCited(passage: CitedPassageView, style: Style): readonly string[] {
  const { name, version, state, newest, page, before, text, after } = passage;
  const where = `${toPlainLine(name)}, version ${version}${page === undefined ? '' : `, page ${page}`}`;
  if (state === 'removed')
    return [style.bold(where), style.yellow('This document was removed; nothing of it is kept.')];
  const since = newest === undefined ? 'It was replaced since.' : `Version ${newest} has taken its place since.`;
  return [
    style.bold(where),
    ...(state === 'replaced' ? [style.yellow(since)] : []),
    ...`${style.dim(toPlainText(before))}${style.bold(toPlainText(text))}${style.dim(toPlainText(after))}`.split('\n'),
  ];
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
