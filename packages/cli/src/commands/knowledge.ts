/** Collections of documents: filled, listed, searched, and cleared out. */
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { InvalidInputError } from '@tutti/engine';
import { CollectionName, DOCUMENT_LIMITS, DocumentId } from '@tutti/protocol';
import type { DocumentView } from '@tutti/protocol/api';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import { type KnowledgeDesk, openKnowledgeDesk } from '../desk/knowledge-desk.ts';
import { EXIT } from '../exit-code.ts';
import { listFiles } from '../knowledge/list-files.ts';
import { parseCount } from '../parse-count.ts';
import { CommandError } from '../report-error.ts';
import { writeLine } from '../terminal.ts';
import { toPlainLine } from '../view/plain-text.ts';
import { renderCited, renderCollections, renderDocuments, renderFound, toStateText } from '../view/render-knowledge.ts';
import { createStyle } from '../view/style.ts';

export interface AddOptions extends CommonOptions {
  readonly collection: string;
  readonly embeddings?: string;
}

const LOOK_MS = 150;

/** Ends when everything is read, or cannot be. */
export async function addKnowledgeCommand(
  context: CommandContext,
  typed: readonly string[],
  { collection: name, embeddings, json = false }: AddOptions,
): Promise<number> {
  const collection = parseCollection(name);
  const files = await listFiles(typed);
  await using desk = await openKnowledgeDesk(context);
  await desk.putCollection(collection, embeddings === undefined ? {} : { embeddings });
  let failed = 0;
  for (const file of files) {
    const document = await addFile(context, desk, { collection, ...file });
    const isSound = document.pending?.status !== 'failed';
    failed += isSound ? 0 : 1;
    const { out } = context.terminal;
    const style = createStyle(out.color);
    if (json) writeLine(out, JSON.stringify(document));
    else writeLine(out, `${toPlainLine(document.name)}  ${(isSound ? style.green : style.red)(toStateText(document))}`);
  }
  return failed === 0 ? EXIT.done : EXIT.failed;
}

async function addFile(
  { terminal: { err } }: CommandContext,
  desk: KnowledgeDesk,
  { collection, path, name }: { readonly collection: string; readonly path: string; readonly name: string },
): Promise<DocumentView> {
  const { size } = await stat(path);
  if (size > DOCUMENT_LIMITS.bytes)
    throw new CommandError('document_too_large', `${path} has ${size} bytes, and ${DOCUMENT_LIMITS.bytes} are taken`);
  const bytes = await readFile(path);
  if (bytes.length === 0) throw new InvalidInputError(`${path} is empty`, 'file');
  const tell = (text: string) => void (err.isTty && err.write(`\r\u001b[K${toPlainLine(basename(name))}  ${text}`));
  const onSent = (sent: number) => tell(`${Math.round((sent / bytes.length) * 100)}% sent`);
  let document = await desk.send({ collection, name, bytes, onSent });
  while (document.pending && document.pending.status !== 'failed') {
    tell(toStateText(document));
    await delay(LOOK_MS);
    document = await desk.getDocument(document.document);
  }
  if (err.isTty) err.write('\r\u001b[K');
  return document;
}

export async function listKnowledgeCommand(
  context: CommandContext,
  collection: string | undefined,
  { json = false }: CommonOptions,
): Promise<number> {
  await using desk = await openKnowledgeDesk(context);
  const { out } = context.terminal;
  const look = { style: createStyle(out.color), columns: out.columns };
  if (collection === undefined) {
    const all = await desk.listCollections();
    if (json) writeLine(out, JSON.stringify(all));
    else for (const line of renderCollections(all, look)) writeLine(out, line);
    return EXIT.done;
  }
  const all = await desk.listDocuments(parseCollection(collection));
  if (json) for (const document of all) writeLine(out, JSON.stringify(document));
  else for (const line of renderDocuments(all, look)) writeLine(out, line);
  return EXIT.done;
}

export async function searchKnowledgeCommand(
  context: CommandContext,
  words: readonly string[],
  options: CommonOptions & { readonly collection?: string; readonly limit: string },
): Promise<number> {
  const { collection, json = false } = options;
  const limit = parseCount(options.limit, '--limit');
  await using desk = await openKnowledgeDesk(context);
  const where = collection === undefined ? {} : { collection: parseCollection(collection) };
  const answer = await desk.search({ text: words.join(' '), limit, ...where });
  const { out, err } = context.terminal;
  if (json) writeLine(out, JSON.stringify(answer));
  else {
    for (const line of renderFound(answer.items, createStyle(out.color))) writeLine(out, line);
    writeLine(err, answer.how);
  }
  return answer.items.length > 0 ? EXIT.done : EXIT.failed;
}

export async function showPassageCommand(
  context: CommandContext,
  citation: string,
  { json = false, around }: CommonOptions & { readonly around: string },
): Promise<number> {
  await using desk = await openKnowledgeDesk(context);
  const passage = await desk.getPassage(citation.replaceAll(/^\[|\]$/g, ''), parseCount(around, '--around'));
  const { out } = context.terminal;
  if (json) writeLine(out, JSON.stringify(passage));
  else for (const line of renderCited(passage, createStyle(out.color))) writeLine(out, line);
  return EXIT.done;
}

export async function removeKnowledgeCommand(
  context: CommandContext,
  { collection: typed, documents }: { readonly collection: string; readonly documents: readonly string[] },
  { all = false, json = false }: CommonOptions & { readonly all?: boolean },
): Promise<number> {
  const collection = parseCollection(typed);
  if (all === documents.length > 0)
    throw new InvalidInputError(
      'name the documents to remove, or give --all to remove the whole collection',
      'documents',
    );
  await using desk = await openKnowledgeDesk(context);
  const { out } = context.terminal;
  const tell = (what: object, text: string) => writeLine(out, json ? JSON.stringify(what) : text);
  if (all) {
    await desk.removeCollection(collection);
    tell({ removed: collection }, `${collection} is removed with all its documents.`);
    return EXIT.done;
  }
  const known = await desk.listDocuments(collection);
  const chosen = documents.map((each) => findDocument(known, each));
  for (const { document, name } of chosen) {
    await desk.removeDocument(document);
    tell({ removed: document }, `${toPlainLine(name)} is removed.`);
  }
  return EXIT.done;
}

function findDocument(known: readonly DocumentView[], typed: string): DocumentView {
  const found = known.find(({ document, name }) => name === typed || document === DocumentId.safeParse(typed).data);
  if (!found) throw new CommandError('document_not_found', `there is no document ${typed} in this collection`);
  return found;
}

function parseCollection(name: string): CollectionName {
  const parsed = CollectionName.safeParse(name);
  if (!parsed.success)
    throw new InvalidInputError(
      `${name} is no name for a collection: lower-case letters, digits and hyphens`,
      'collection',
    );
  return parsed.data;
}
