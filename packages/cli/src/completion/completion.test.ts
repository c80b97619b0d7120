import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../create-program.ts';
import { readCommandTree } from './command-tree.ts';
import { toBash } from './to-bash.ts';
import { toFish } from './to-fish.ts';
import { toZsh } from './to-zsh.ts';

const program = createProgram({ write: () => {} }, { act: async () => {}, actBare: async () => {} });
const tree = readCommandTree(program, {
  agents: ['planner', 'writer', 'writer-of-code'],
  providers: ['groq', 'google'],
});

/** What a real bash offers after these words; the last is being typed. */
function complete(...words: string[]): string[] {
  const script = `${toBash(tree)}
    COMP_WORDS=(tutti ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _tutti
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((line) => line !== '');
}

describe('completion', () => {
  it('offers commands, those below them, options, and what an option takes', () => {
    expect(complete('ru')).toEqual(['run', 'runs']);
    expect(complete('keys', '')).toEqual(['list', 'create', 'revoke']);
    expect(complete('keys', 'create', '--ri')).toEqual(['--rights']);
    expect(complete('run', 'a goal', '--pattern', 'p')).toEqual(['parallel', 'pipeline']);
    expect(complete('run', 'x', '--team', 'pl')).toEqual(['planner']);
    expect(complete('run', 'x', '--judge', 'pl')).toEqual(['planner']);
    expect(complete('runs', '--status', 'failed,c')).toEqual(['failed,completed', 'failed,cancelled']);
    expect(complete('run', 'x', '--agents', 'planner,w')).toEqual(['planner,writer', 'planner,writer-of-code']);
    expect(complete('agents', 'pl')).toEqual(['planner']);
    expect(complete('agents', 'edit', 'wr')).toEqual(['writer', 'writer-of-code']);
    expect(complete('completion', '')).toEqual(['bash', 'zsh', 'fish']);
    expect(complete('providers', 'set', 'g')).toEqual(['groq', 'google']);
    expect(complete('models', 're')).toEqual(['refresh']);
    expect(complete('models', '--provider', 'gr')).toEqual(['groq']);
    expect(complete('route', 'x', '--complexity', 'h')).toEqual(['high']);
    expect(complete('budget', 'set', 'agent:pl')).toEqual(['agent:planner']);
  });

  it('names every command and option in each shell', () => {
    const scripts = [toBash(tree), toZsh(tree), toFish(tree)];
    for (const { words, options } of tree)
      for (const text of [...words.map(({ word }) => word), ...options.flatMap(({ flags }) => flags)])
        for (const script of scripts) expect(script).toContain(text.replace(/^--?/, ''));
  });
});
