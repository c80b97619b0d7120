/** What a soak of the fleet has found, as a page of Markdown. Nothing in it is written by hand. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release, type } from 'node:os';
import { join } from 'node:path';
import { type RowResult, toLine } from '../fleet-faults/row.ts';
import { toLoopsSection } from './describe-loops.ts';
import type { FleetLoopsResult } from './run-fleet-loops.ts';

export interface FleetReport {
  readonly startedAt: Date;
  readonly durationMs: number;
  /** Of the code, as git names it. */
  readonly commit: string;
  readonly loops: FleetLoopsResult;
  readonly rows: readonly RowResult[];
  /** Of the faults of the database, each in one line. */
  readonly databaseLines: readonly string[];
}

export function writeFleetReport(folder: string, report: FleetReport): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `fleet-${report.startedAt.toISOString().slice(0, 10)}.md`);
  writeFileSync(file, toFleetReport(report));
  return file;
}

export function toFleetReport({ startedAt, durationMs, commit, loops, rows, databaseLines }: FleetReport): string {
  const broken = rows.flatMap((row) => row.broken.map((found) => `- ${row.row}: ${found}`));
  return `# Soak: a fleet on PostgreSQL

Real processes and a real PostgreSQL server. \`npm run soak\` repeats it; \`TUTTI_SEED=${loops.seed} npm run soak\` draws the same faults, as far as a machine keeps time.

| | |
| --- | --- |
| when | ${startedAt.toISOString()}, for ${Math.round(durationMs / 1000)} s |
| code | ${commit} |
| machine | ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${type()} ${release()}, Node ${process.versions.node} |

${toLoopsSection(loops)}
## Faults of processes

Where nothing was found in n trials, the bound is the rule of three: 3/n.

${rows.map((row) => `- ${toLine(row)}`).join('\n')}
${broken.length === 0 ? '' : `\n### What was found\n\n${broken.join('\n')}\n`}
## Faults of the database and of the network

${databaseLines.map((line) => `- ${line}`).join('\n')}
`;
}
