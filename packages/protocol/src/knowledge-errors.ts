/** What goes wrong with collections of documents. */
export const KNOWLEDGE_ERRORS = {
  collection_not_found: ['There is no collection of this name.', 'List the collections to find the one that you mean.'],
  document_not_found: ['There is no document with this id.', 'List the documents of the collection to find its id.'],
  passage_not_found: [
    'The citation names no passage that there is or was.',
    'Take the citation as the search gave it, letter by letter.',
  ],
  document_too_large: [
    'The document is larger than what is read.',
    'Divide it, or leave out what nobody searches for.',
  ],
  uploads_full: [
    'More documents are on their way into the collections than are taken in at once.',
    'Wait until those that were sent are read, remove those that cannot be read or were never sent to their end, then begin again.',
  ],
  document_unreadable: [
    'The document is of no kind that can be read, or is damaged.',
    'Give it as text, Markdown, HTML, PDF, CSV or code; the message says what was found.',
  ],
  document_part_refused: [
    'The part of the document is not one that is missing.',
    'Begin the upload again: what has arrived already is kept.',
  ],
} as const;
