/** Which contestants there are, and how each is opened. */
import { openBarePostgresSide } from './bare-postgres-side.ts';
import { openBareSqliteSide } from './bare-sqlite-side.ts';
import { openDbosSide } from './dbos-side.ts';
import { openLangGraphSide } from './langgraph-side.ts';
import { findMastra } from './mastra-packages.ts';
import { openMastraLibsqlSide, openMastraPostgresSide } from './mastra-side.ts';
import { openRestateSide } from './restate-side.ts';
import type { Side } from './side.ts';
import { openTuttiSide } from './tutti-side.ts';

/** In files of its own; those on PostgreSQL are given a database instead. */
export type FileKind = 'tutti' | 'bare' | 'mastra-full' | 'mastra-shipped' | 'restate';
export type DatabaseKind = 'tutti-postgres' | 'bare-one' | 'bare-many' | 'dbos' | 'mastra-postgres' | 'langgraph';
export type SideInput =
  | { readonly kind: FileKind; readonly directory: string }
  | { readonly kind: DatabaseKind; readonly connectionString: string };

/** As many as a busy service would hold open. */
const MANY_CONNECTIONS = 64;

/** Undefined when it cannot be opened here; then it has said why. */
export function openSide(input: SideInput, say: (text: string) => void): Promise<Side | undefined> {
  return 'directory' in input ? openInFiles(input, say) : openInDatabase(input, say);
}

async function openInFiles(
  { kind, directory }: Extract<SideInput, { kind: FileKind }>,
  say: (text: string) => void,
): Promise<Side | undefined> {
  if (kind === 'tutti') return openTuttiSide({ store: 'sqlite', directory });
  if (kind === 'bare') return openBareSqliteSide(directory);
  if (kind === 'restate') return openRestateSide(directory, say);
  const packages = await findMastra(say);
  return packages && openMastraLibsqlSide(packages, directory, { forceFull: kind === 'mastra-full' });
}

async function openInDatabase(
  { kind, connectionString }: Extract<SideInput, { kind: DatabaseKind }>,
  say: (text: string) => void,
): Promise<Side | undefined> {
  if (kind === 'tutti-postgres') return openTuttiSide({ store: 'postgres', connectionString });
  if (kind === 'bare-one') return openBarePostgresSide(connectionString, 1);
  if (kind === 'bare-many') return openBarePostgresSide(connectionString, MANY_CONNECTIONS);
  if (kind === 'dbos') return openDbosSide(connectionString, say);
  if (kind === 'langgraph') return openLangGraphSide(connectionString, say);
  const packages = await findMastra(say);
  return packages && openMastraPostgresSide(packages, connectionString);
}
