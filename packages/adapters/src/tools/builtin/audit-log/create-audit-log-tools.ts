/** What agents and people of a tenant have done, as the journals of its runs tell it. Nothing here changes anything. */
import type { RunLibrary, ToolSource } from '@tutti/engine';
import { RunId } from '@tutti/protocol';
import * as z from 'zod';
import { createTool } from '../create-tool.ts';
import { searchAuditLog } from './search-audit-log.ts';
import { AuditKind } from './to-audit-line.ts';

export interface AuditLogOptions {
  readonly library: Pick<RunLibrary, 'listRuns' | 'readEntries'>;
}

const LIMIT_MS = 30_000;
const Moment = z.iso.datetime({ offset: true });

const SearchInput = z.object({
  run: RunId.exactOptional().describe('Only this run; otherwise the newest ones.'),
  who: z.string().max(100).exactOptional().describe('The id of an agent or a user.'),
  tool: z.string().max(100).exactOptional().describe('A tool, or a set of tools.'),
  kinds: z
    .array(AuditKind)
    .max(5)
    .default([])
    .describe(
      'tool: calls; approval: what was asked and decided; person: what people answered; policy: what was denied; run: its life. None: all.',
    ),
  text: z.string().max(300).default('').describe('Has to occur in the line.'),
  since: Moment.exactOptional(),
  until: Moment.exactOptional(),
  limit: z.int().min(1).max(200).default(50),
});

export function createAuditLogTools({ library }: AuditLogOptions): ToolSource {
  return {
    names: ['audit_log'],
    fixed: false,
    open: async (_name, { tenant }) => [
      createTool({
        name: 'audit_log__search',
        description:
          'Finds who did what and when in the recorded runs: calls of tools, approvals, what policy denied, what people decided.',
        input: SearchInput,
        effect: 'read',
        timeoutMs: LIMIT_MS,
        use: async ({ since, until, ...input }, { signal }) => {
          const times = {
            ...(since !== undefined && { since: Date.parse(since) }),
            ...(until !== undefined && { until: Date.parse(until) }),
          };
          const found = await searchAuditLog(library, tenant, { query: { ...input, ...times }, signal });
          return {
            lines: found.lines.map((line) => ({ ...line, at: new Date(line.at).toISOString() })),
            runsLookedAt: found.runsLookedAt,
            more: found.more,
          };
        },
      }),
    ],
  };
}
