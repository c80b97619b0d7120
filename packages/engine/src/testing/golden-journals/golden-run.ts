/** A run as it was recorded once: its entries, what they fold to, and the program that wrote them. They must replay for ever. */
import { JournalEntry, RunId, type RunState, SignalId, TenantId } from '@tutti/protocol';
import * as z from 'zod';
import type { StageOptions } from '../simulation/sim-stage.ts';
import { SimStage } from '../simulation/sim-stage.ts';
import { PRINCIPAL } from '../simulation/client.ts';
import { goldenPrograms } from './golden-programs.ts';

/** The first line of a golden journal; every other line is an entry. */
export const GoldenHead = z.object({ tenant: TenantId, run: RunId, program: z.string(), state: z.json() });
export type GoldenHead = z.infer<typeof GoldenHead>;

export interface GoldenRun {
  readonly head: GoldenHead;
  readonly entries: readonly JournalEntry[];
}

export const GOLDEN_BUILD = 'golden';

export function parseGolden(text: string): GoldenRun {
  const [head, ...entries] = text.trimEnd().split('\n');
  return {
    head: GoldenHead.parse(JSON.parse(head ?? '')),
    entries: entries.map((line) => JournalEntry.parse(JSON.parse(line))),
  };
}

export function toGoldenText({ head, entries }: GoldenRun): string {
  return `${[head, ...entries].map((line) => JSON.stringify(line)).join('\n')}\n`;
}

/** Plays a golden program from its beginning to its end, with all that reaches it from outside. */
export async function recordGolden(name: string): Promise<GoldenRun> {
  const golden = goldenPrograms.find((one) => one.program.name === name);
  if (!golden) throw new Error(`there is no golden program ${name}`);
  let isKilled = false;
  const options: StageOptions = {
    build: GOLDEN_BUILD,
    createPrograms: () => goldenPrograms.map(({ program }) => program),
    onFailpoint: (point, path) => {
      if (isKilled || point !== golden.killedAt?.point || path !== golden.killedAt.path) return false;
      isKilled = true;
      return true;
    },
  };
  const stage = new SimStage(options);
  const run = await stage.submit({ program: name, ...golden.request });
  for (const { afterMs, action } of golden.outside ?? []) {
    await stage.play(afterMs);
    if (typeof action === 'string') await stage.server.engine.cancel(PRINCIPAL, run, action);
    else await stage.send(run, { ...action, id: SignalId.parse(`sig_${action.id}`).slice(4) });
  }
  await stage.play(60_000);
  const { state, row } = stage.get(run);
  const head = GoldenHead.parse({ tenant: row.tenant, run, program: name, state: toPlain(state) });
  return { head, entries: row.entries };
}

export function toPlain(state: RunState): unknown {
  return JSON.parse(JSON.stringify(state));
}
