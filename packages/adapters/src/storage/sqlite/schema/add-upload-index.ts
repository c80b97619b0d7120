/** Of all versions of documents, the few that are not searched yet: they are summed and swept without a look at the others. */
import type { Migration } from './migration.ts';

export const addUploadIndex: Migration = {
  number: 7,
  name: 'documents on their way',
  statements: ["CREATE INDEX knowledge_versions_unready ON knowledge_versions (at) WHERE status <> 'ready'"],
};
