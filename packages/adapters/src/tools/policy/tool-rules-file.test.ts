import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseToolRules, readToolRules, writeToolRules } from './tool-rules-file.ts';

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tutti-rules-'));
  path = join(directory, 'tools.yaml');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('tools.yaml', () => {
  it('holds rules, and none where there is no such file or nothing in it', async () => {
    expect(await readToolRules(path)).toEqual({ rules: [] });
    await writeFile(path, '# only a comment\n');
    expect(await readToolRules(path)).toEqual({ rules: [] });
    const rule =
      '  - agent: coding\n    tool: git__push\n    effect: irreversible\n    arguments: { branch: "main" }\n    verdict: deny\n';
    await writeFile(path, `rules:\n${rule}    because: main is protected\nwaitMinutes: 60\n`);
    expect(await readToolRules(path)).toEqual({
      rules: [
        {
          agent: 'coding',
          tool: 'git__push',
          effect: 'irreversible',
          arguments: { branch: 'main' },
          verdict: 'deny',
          because: 'main is protected',
        },
      ],
      waitMinutes: 60,
    });
  });

  it.each([
    ['an unknown key', 'rules:\n  - tool: git\n    verdict: deny\n    tols: x\n', 4],
    ['an unknown key at the top', 'rules: []\nrule: []\n', 2],
    ['an unknown verdict', 'rules:\n  - verdict: deny\n  - verdict: perhaps\n', 3],
    ['a missing verdict', 'rules:\n  - verdict: ask\n  - tool: git\n', 3],
    ['an unknown effect', 'rules:\n  - verdict: ask\n    effect: bad\n', 3],
    ['an argument that is no text', 'rules:\n  - verdict: ask\n    arguments:\n      force: true\n', 4],
    ['a key twice', 'rules:\n  - verdict: ask\n    verdict: allow\n', 3],
    ['broken YAML', 'rules:\n  - verdict: [ask\n', 3],
    ['a tag', 'rules:\n  - verdict: !!js/function "x"\n', 2],
    ['a list at the top', '- verdict: ask\n', 1],
  ])('is refused with its line for %s', async (_, text, line) => {
    await expect(parseToolRules(text, '/data/tools.yaml')).rejects.toMatchObject({
      code: 'tool_rules_invalid',
      message: expect.stringContaining(`/data/tools.yaml, line ${line}:`),
    });
  });

  it('takes no aliases, which could grow without end', async () => {
    const text = 'rules: &a\n  - verdict: ask\nmore: *a\n';
    await expect(parseToolRules(text, 'tools.yaml')).rejects.toThrow(/alias/);
  });

  it('is written so that it reads back, in one move', async () => {
    const rules = { rules: [{ tool: 'git', verdict: 'ask' as const, because: 'it: is # odd' }], waitMinutes: 5 };
    await writeToolRules(path, rules);
    expect(await readToolRules(path)).toEqual(rules);
    expect(await readFile(path, 'utf8')).toMatch(/^# /);
    expect(await readdir(directory)).toEqual(['tools.yaml']);
  });

  it('says why it cannot be read', async () => {
    await expect(readToolRules(directory)).rejects.toMatchObject({ code: 'tool_rules_invalid' });
  });
});
