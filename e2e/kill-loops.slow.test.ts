import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hash, RunId, toIdText } from '@tutti/protocol';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkLoop } from './kill-loops/check-loop.ts';
import { Receiver } from './kill-loops/receiver.ts';
import { live } from './kill-loops/run-loop.ts';
import { runLoops } from './kill-loops/run-loops.ts';
import { toReport } from './kill-loops/write-report.ts';

const LOOPS = Number(process.env['TUTTI_LOOPS'] ?? 30);
const SEED = Number(process.env['TUTTI_SEED'] ?? Date.now() % 2 ** 31);

describe('kill -9 in a loop', () => {
  it(
    'loses nothing, repeats nothing and leaves nothing behind',
    async () => {
      const result = await runLoops({ loops: LOOPS, seed: SEED });
      console.log(JSON.stringify(result));
      expect(result.broken).toEqual([]);
      expect(result.kills).toBeGreaterThan(LOOPS / 2);
      expect(result.totals).toMatchObject({ runs: LOOPS * 4, stuck: 0, lost: 0, repeated: 0, duplicated: 0 });
      expect(toReport({ result, startedAt: new Date(0), durationMs: 1, commit: 'x' })).toContain(String(SEED));
    },
    LOOPS * 20_000,
  );

  it('would count a lost event, a repeated step, and an effect that happened twice or not at all', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'tutti-kill-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    const runs = [1, 2].map((fill) => RunId.parse(toIdText('run', 1, new Uint8Array(16).fill(fill))));
    const { printed, code } = await live([directory, '1', ...runs], undefined);
    expect(code).toBe(0);
    const clean = await checkLoop(directory, { runs, printed });
    expect(clean).toMatchObject({ lost: 0, repeated: 0, duplicated: 0, effectsLost: 0, stuck: 0, joinsChanged: 0 });

    const receiver = new Receiver(directory);
    const sent = receiver.list().find(({ effect }) => effect === 'asked')!;
    receiver.call({ ...sent, life: 2 });
    const forged = { ...printed[0]!, hash: Hash.parse('0'.repeat(64)) };
    const spoiled = await checkLoop(directory, { runs, printed: [...printed, forged] });
    expect(spoiled).toMatchObject({ lost: 1, repeated: 1, duplicated: 1 });

    const elsewhere = mkdtempSync(join(tmpdir(), 'tutti-kill-'));
    onTestFinished(() => rmSync(elsewhere, { recursive: true, force: true }));
    const third = RunId.parse(toIdText('run', 1, new Uint8Array(16).fill(3)));
    await live([elsewhere, '1', runs[0]!, third], undefined);
    rmSync(join(elsewhere, 'receiver.log'));
    const { effects, effectsLost } = await checkLoop(elsewhere, { runs: [third], printed: [] });
    expect({ effects, effectsLost }).toEqual({ effects: 0, effectsLost: 15 });
  });
});
