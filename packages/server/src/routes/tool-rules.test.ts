import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HomeToolRules } from '../home/tool-rules.ts';
import { bodyOf, createCallRoute } from '../testing/call-route.ts';
import { openTestApp, STRANGER, VIEWER } from '../testing/test-app.ts';

const RULES = { rules: [{ tool: 'git', verdict: 'ask', because: 'it is public' }], waitMinutes: 30 };

describe('the rules of the tool policy', () => {
  it('are none at first, are put as a whole, stand in tools.yaml and count at once', async () => {
    await using stage = await openTestApp();
    const call = createCallRoute(stage.app);
    expect(bodyOf('getToolRules', await call('getToolRules'))).toEqual({ rules: [] });
    expect(bodyOf('putToolRules', await call('putToolRules', { body: RULES }))).toEqual(RULES);
    expect(bodyOf('getToolRules', await call('getToolRules', { headers: VIEWER }))).toEqual(RULES);
    expect(await readFile(join(stage.home.directory, 'tools.yaml'), 'utf8')).toContain('tool: git');
    const body = { agent: 'drafting', tool: 'git__push', effect: 'read', input: { branch: 'main' } };
    expect(bodyOf('checkToolCall', await call('checkToolCall', { body }))).toEqual({
      verdict: 'ask',
      because: 'it is public',
      rule: 1,
      waitMs: 1_800_000,
      effect: 'read',
      effectFrom: 'asked',
    });
  });

  it('are changed only by those who manage, and only as a whole that makes sense', async () => {
    await using stage = await openTestApp();
    const call = createCallRoute(stage.app);
    const asViewer = await call('putToolRules', { body: RULES, headers: VIEWER });
    expect(asViewer.json()).toMatchObject({ code: 'forbidden', status: 403 });
    const wrong = await call('putToolRules', { body: { rules: [{ tool: 'git', verdict: 'maybe' }] } });
    expect(wrong.json()).toMatchObject({ code: 'invalid_input', status: 400 });
    expect(bodyOf('getToolRules', await call('getToolRules'))).toEqual({ rules: [] });
  });

  it('keep what is said of the way out where only rules are put, and lose it only where that is asked for', async () => {
    await using stage = await openTestApp();
    const call = createCallRoute(stage.app);
    const put = async (body: object) => bodyOf('putToolRules', await call('putToolRules', { body }));
    const egress = { hosts: ['docs.example.org'], otherwise: 'deny', notPrivate: [] };
    await writeFile(join(stage.home.directory, 'tools.yaml'), 'egress:\n  hosts: [docs.example.org]\n');
    expect(await put(RULES)).toEqual({ ...RULES, egress });
    expect(await readFile(join(stage.home.directory, 'tools.yaml'), 'utf8')).toContain('docs.example.org');
    const other = { ...egress, otherwise: 'ask' };
    expect(await put({ rules: [], egress: other })).toEqual({ rules: [], egress: other });
    expect(await put({ rules: [], egress: null })).toEqual({ rules: [] });
  });

  it('are neither shown to another tenant nor changed or tried by it', async () => {
    await using stage = await openTestApp();
    const call = createCallRoute(stage.app);
    await call('putToolRules', { body: RULES });
    const body = { agent: 'drafting', tool: 'git__push', effect: 'read' };
    for (const asStranger of [
      await call('getToolRules', { headers: STRANGER }),
      await call('putToolRules', { body: { rules: [] }, headers: STRANGER }),
      await call('checkToolCall', { body, headers: STRANGER }),
    ]) {
      expect(asStranger.json()).toMatchObject({ code: 'forbidden', status: 403 });
      expect(asStranger.body).not.toContain('it is public');
    }
    expect(bodyOf('getToolRules', await call('getToolRules'))).toEqual(RULES);
  });

  it('say of a call what they would decide, with the agent as it is defined', async () => {
    await using stage = await openTestApp();
    const call = createCallRoute(stage.app);
    const check = async (body: object) => bodyOf('checkToolCall', await call('checkToolCall', { body })).verdict;
    expect(await check({ agent: 'drafting', tool: 'calculate', effect: 'pure' })).toBe('allow');
    const look = async (tool: string) =>
      bodyOf('checkToolCall', await call('checkToolCall', { body: { agent: 'drafting', tool } }));
    // Without a word about it, what the tool itself causes.
    expect(await look('calculate')).toMatchObject({ verdict: 'allow', effect: 'pure', effectFrom: 'tool' });
    expect(await look('filesystem__read')).toMatchObject({ effect: 'read', effectFrom: 'tool' });
    expect(await look('filesystem__delete')).toMatchObject({ effect: 'compensatable', effectFrom: 'tool' });
    expect(await look('browser__nothing')).toMatchObject({ effect: 'irreversible', effectFrom: 'unknown' });
    expect(await look('nobody__knows')).toMatchObject({ effect: 'irreversible', effectFrom: 'unknown' });
    const nobody = await call('checkToolCall', { body: { agent: 'nobody-at-all', tool: 'calculate' } });
    expect(nobody.json()).toMatchObject({ code: 'unknown_agent' });
  });

  it('are read again when the file changes, and kept as they were while it cannot be used', async () => {
    await using stage = await openTestApp();
    const { rules } = stage.home.tools;
    const problems: unknown[] = [];
    stage.home.hub.onProblem((problem) => problems.push(problem));
    await writeFile(rules.path, 'rules:\n  - verdict: deny\n');
    await rules.look();
    expect(rules.rules).toEqual({ rules: [{ verdict: 'deny' }] });
    await writeFile(rules.path, 'rules:\n  - verdict: perhaps\n');
    await rules.look();
    expect(rules.rules).toEqual({ rules: [{ verdict: 'deny' }] });
    expect(problems).toEqual([
      expect.objectContaining({ error: expect.objectContaining({ code: 'tool_rules_invalid' }) }),
    ]);
  });

  it('keep a home from being opened where somebody wrote what cannot be read', async () => {
    await using stage = await openTestApp();
    const { directory, clock } = stage.home;
    await writeFile(join(directory, 'tools.yaml'), 'rule: []\n');
    const opened = HomeToolRules.open({ directory, clock, onProblem: () => {} });
    await expect(opened).rejects.toMatchObject({
      code: 'tool_rules_invalid',
      message: expect.stringContaining('tools.yaml, line 1'),
    });
  });
});
