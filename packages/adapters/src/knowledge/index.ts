export type { Embedder, EmbeddingPayer } from './embedder.ts';
export { Knowledge, type KnowledgeOptions, type Upload } from './knowledge.ts';
export type { CitedPassage } from './resolve-citation.ts';
export type { SearchAnswer, SearchHit } from './search-documents.ts';
