import { InvalidInputError } from '@tutti/engine';
import { DocumentName } from '@tutti/protocol';

/** As everybody sees it: without characters that nobody does, and leading nowhere. */
export function toDocumentName(given: string): string {
  const visible = given
    .normalize('NFC')
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '')
    .replaceAll('\\', '/');
  const parts = visible.split('/').map((part) => part.trim());
  const name = parts.filter((part) => part !== '' && part !== '.' && part !== '..').join('/');
  const parsed = DocumentName.safeParse(name);
  if (!parsed.success) throw new InvalidInputError('the document needs a name of at most 300 characters', 'name');
  return parsed.data;
}
