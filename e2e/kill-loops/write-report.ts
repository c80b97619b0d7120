/** The figures of a soak as a page of Markdown. Nothing in it is written by hand. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release, type } from 'node:os';
import { join } from 'node:path';
import type { LoopsResult } from './run-loops.ts';

export interface ReportFacts {
  readonly result: LoopsResult;
  readonly startedAt: Date;
  readonly durationMs: number;
  /** Of the code, as git names it. */
  readonly commit: string;
}

export function writeReport(folder: string, facts: ReportFacts): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `soak-${facts.startedAt.toISOString().slice(0, 10)}.md`);
  writeFileSync(file, toReport(facts));
  return file;
}

export function toReport({ result, startedAt, durationMs, commit }: ReportFacts): string {
  const { totals, loops, kills, seed } = result;
  const rows = [
    toRow('acknowledged events lost', totals.lost, totals.acknowledged),
    toRow('runs stuck', totals.stuck, totals.runs),
    toRow('recorded steps run again', totals.repeated, totals.steps),
    toRow('steps recorded twice', totals.recordedTwice, totals.steps),
    toRow('joins decided otherwise on replay', totals.joinsChanged, totals.joins),
    toRow('effects that happened twice', totals.duplicated, totals.effects),
    toRow('effects recorded that did not happen', totals.effectsLost, totals.effects),
    toRow('loops in which anything of this was found', result.broken.length, loops),
  ];
  return `# Soak: kill -9 in a loop

Real processes drive runs over the SQLite store and are ended with SIGKILL at random moments until every run has ended.
\`npm run soak\` repeats it; \`TUTTI_SEED=${seed} TUTTI_LOOPS=${loops} npm run soak\` repeats this one, as far as a machine keeps time.

| | |
| --- | --- |
| when | ${startedAt.toISOString()}, for ${Math.round(durationMs / 1000)} s |
| code | ${commit} |
| machine | ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${type()} ${release()}, Node ${process.versions.node} |
| loops | ${loops}, of four runs each: joins of every kind, effects of every class |
| kills | ${kills} |
| seed | ${seed} |

| what must not be | found | of | 95 % upper bound of its rate |
| --- | ---: | ---: | ---: |
${rows.join('\n')}

The bound is the rule of three: where nothing was found in n trials, the rate is below 3/n with 95 % confidence.
Where something was found, the bound does not apply and the number stands for itself. Events and steps of one loop share its kills
and are not independent of each other; the last row counts whole loops and is the cautious figure.

Also counted: ${totals.sentAgain} calls of idempotent effects reached the receiver again with the key that it knew, which is
what the key is for; ${totals.doubts} effects were in doubt after a kill and were settled by asking the receiver.
SIGKILL ends the process, not the machine: what the disk itself would lose in a power cut is not measured here.
${toBroken(result)}`;
}

function toRow(name: string, found: number, trials: number): string {
  const bound = found > 0 ? 'found' : trials === 0 ? 'no trial' : (3 / trials).toPrecision(2);
  return `| ${name} | ${found} | ${trials} | ${bound} |`;
}

function toBroken({ broken }: LoopsResult): string {
  if (broken.length === 0) return '';
  const lines = broken.map((result) => `- seed ${result.seed}: ${JSON.stringify(result)}`);
  return `\n## Loops in which something was found\n\n${lines.join('\n')}\n`;
}
