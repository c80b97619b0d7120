import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tutti-faults-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

interface Life {
  readonly child: ChildProcess;
  readonly lines: string[];
  readonly exit: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  said(start: string): Promise<string>;
}

function live(program: string, count: number, flags: readonly string[] = []): Life {
  const driver = join(import.meta.dirname, 'process-faults', 'driver.ts');
  const args = ['--disable-warning=ExperimentalWarning', ...flags, driver, directory, program, String(count)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => lines.push(line));
  const exit = once(child, 'close').then(([code, signal]) => ({ code, signal }));
  return {
    child,
    lines,
    exit,
    async said(start) {
      for (;;) {
        const found = lines.find((line) => line.startsWith(start));
        if (found !== undefined) return found;
        await Promise.race([once(reader, 'line'), exit]);
        if (child.exitCode !== null && !lines.some((line) => line.startsWith(start)))
          throw new Error(`it never said ${start}`);
      }
    },
  };
}

function readActs(): string[] {
  return readFileSync(join(directory, 'acts.log'), 'utf8').trim().split('\n');
}

function toEnds(lines: readonly string[]): string[] {
  return lines.filter((line) => line.startsWith('ended')).map((line) => line.split(' ').slice(2).join(' '));
}

describe('a process with a hundred runs under way', () => {
  it('drains on SIGTERM within its grace, loses none, and begins no step twice', async () => {
    const first = live('steps', 100);
    await first.said('submitted');
    await expect.poll(() => readActs().length, { timeout: 10_000 }).toBeGreaterThan(120);
    first.child.kill('SIGTERM');
    const drained = Number((await first.said('drained')).split(' ')[1]);
    expect((await first.exit).code).toBe(0);
    expect(drained).toBeLessThan(10_000);
    const second = live('steps', 0);
    expect((await second.exit).code).toBe(0);
    expect(toEnds(second.lines)).toEqual(Array.from({ length: 100 }, () => 'completed -'));
    expect(new Set(readActs()).size).toBe(500);
    expect(readActs()).toHaveLength(500);
  });
});

describe('a process with little memory', () => {
  it('refuses a result of 200 MB, and drives its other runs to their end', async () => {
    const life = live('huge', 5, ['--max-old-space-size=128']);
    expect((await life.exit).code).toBe(0);
    expect(toEnds(life.lines).toSorted()).toEqual([
      ...Array.from({ length: 4 }, () => 'completed -'),
      'failed payload_too_large',
    ]);
  });

  it('dies of a run that takes all of it only so often, then keeps that run aside', async () => {
    let deaths = 0;
    let life = live('starve', 4, ['--max-old-space-size=128']);
    while ((await life.exit).code !== 0) {
      deaths++;
      expect(deaths).toBeLessThan(10);
      life = live('starve', 0, ['--max-old-space-size=128']);
    }
    expect(deaths).toBeGreaterThan(0);
    expect(toEnds(life.lines).toSorted()).toEqual(['completed -', 'completed -', 'completed -', 'quarantined -']);
    expect(readActs().filter((act) => act.endsWith('starve/1'))).toHaveLength(deaths);
  });
});

describe('a process whose event loop is blocked for ten seconds', () => {
  it('carries nothing out twice, and goes on', async () => {
    const life = live('block', 5);
    expect((await life.exit).code).toBe(0);
    expect(toEnds(life.lines)).toEqual(Array.from({ length: 5 }, () => 'completed -'));
    expect(new Set(readActs()).size).toBe(readActs().length);
  });
});
