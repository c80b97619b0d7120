/**
 * Questions about data: files of the workspace, and results of a configured database, as tables that one can query, and figures over
 * them that are computed and not guessed.
 */
import type { Tool, ToolPlace, ToolSource } from '@tutti/engine';
import type { TenantId } from '@tutti/protocol';
import type { Workspaces } from '../filesystem/workspaces.ts';
import type { SqlConnection } from '../sql/sql-connection.ts';
import { sweepScratch } from './copy-files.ts';
import { createChartTool } from './create-chart-tool.ts';
import { createFigureTools } from './create-figure-tools.ts';
import { createTableTools } from './create-table-tools.ts';
import type { AnalysisLimits } from './order.ts';
import type { AnalysisPlace } from './run-analysis.ts';
import { Turnstile } from './turnstile.ts';

export interface AnalysisOptions {
  readonly workspaces: Workspaces;
  /** Where copies of files lie for a moment. */
  readonly scratch: string;
  /** Databases whose results a tenant's agents may compute with. */
  listConnections?(tenant: TenantId): readonly SqlConnection[];
  readonly limits?: Partial<AnalysisLimits>;
}

const MOST_AT_ONCE = 2;

export function createAnalysisTools(options: AnalysisOptions): ToolSource {
  const { workspaces, scratch, listConnections, limits } = options;
  const turnstile = new Turnstile(MOST_AT_ONCE);
  let swept: Promise<void> | undefined;
  return {
    names: ['analysis'],
    fixed: false,
    async open(_name, place: ToolPlace): Promise<readonly Tool[]> {
      // What cannot be swept now is swept by the next server.
      await (swept ??= sweepScratch(scratch).catch(() => undefined));
      const own: AnalysisPlace = {
        tenant: place.tenant,
        workspace: await workspaces.open(place),
        scratch,
        connections: toAllowed(listConnections?.(place.tenant) ?? [], place.named),
        limits,
        turnstile,
      };
      return [...createTableTools(own), ...createFigureTools(own), createChartTool(own)];
    },
  };
}

/** Only of an agent that may ask these databases anyhow. */
function toAllowed(connections: readonly SqlConnection[], named: ToolPlace['named'] = []): readonly SqlConnection[] {
  const has = (set: string) => named.some((name) => name === set || name.startsWith(`${set}__`));
  if (has('database')) return connections;
  return has('postgresql') ? connections.filter(({ kind }) => kind === 'postgres') : [];
}
