import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bodyOf, createCallRoute } from '../testing/call-route.ts';
import { openTestApp, STRANGER, VIEWER } from '../testing/test-app.ts';

const LONG = { timeout: 120_000 };

async function openStage() {
  const stage = await openTestApp();
  const call = createCallRoute(stage.app);
  const list = async (headers?: Record<string, string>) =>
    bodyOf('listToolSets', await call('listToolSets', headers && { headers }));
  const find = async (name: string, headers?: Record<string, string>) =>
    (await list(headers)).items.find((set) => set.name === name);
  const write = (file: string, text: string) => writeFile(join(stage.home.directory, file), text);
  return { stage, call, list, find, write, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
}

describe('the built-in tools', LONG, () => {
  it('are told with what they may cause, and who uses them; nothing is started or made for it', async () => {
    await using it = await openStage();
    const before = await readdir(it.stage.home.directory);
    const filesystem = await it.find('filesystem');
    expect(filesystem).toMatchObject({ state: 'ready' });
    expect(filesystem?.tools).toEqual(
      expect.arrayContaining([
        { tool: 'filesystem__read', description: expect.any(String), effect: 'read' },
        { tool: 'filesystem__delete', description: expect.any(String), effect: 'compensatable' },
      ]),
    );
    expect(filesystem?.agents).toContain('coding');
    expect(await it.find('calculate')).toMatchObject({ tools: [{ tool: 'calculate', effect: 'pure' }] });
    expect((await it.find('browser'))?.state).toMatch(/^(?:ready|not_configured)$/u);
    expect(await readdir(it.stage.home.directory)).toEqual(before);
  });

  it('say exactly what to set where they are not configured', async () => {
    await using it = await openStage();
    expect(await it.find('github')).toMatchObject({
      state: 'not_configured',
      tools: [],
      problem: { code: 'tool_not_configured', message: expect.stringContaining('set GITHUB_TOKEN') },
    });
    expect(await it.find('shell')).toMatchObject({
      state: 'not_configured',
      problem: { message: expect.stringContaining('tool-settings.yaml') },
    });
    await it.write('tool-settings.yaml', 'shell:\n  commands: [[/usr/bin/true]]\n');
    expect(await it.find('shell')).toMatchObject({
      state: 'ready',
      tools: [{ tool: 'shell', effect: 'irreversible' }],
    });
    expect(await it.find('shell', STRANGER)).toMatchObject({ state: 'not_configured', tools: [] });
  });
});

describe('mistakes in the files of an installation', LONG, () => {
  it('are told under a running server, and gone when they are mended; the rules before them go on to count', async () => {
    await using it = await openStage();
    await it.write('tools.yaml', 'rules:\n  - tool: git\n    verdict: ask\n');
    expect(bodyOf('getToolRules', await it.call('getToolRules')).rules).toHaveLength(1);
    await it.write('tools.yaml', 'rules:\n  - tool: git\n    verdict: perhaps\n');
    await it.write('runtimes.yaml', 'connections:\n  far: 12\n');
    await it.write('tool-settings.yaml', 'shell: 12\n');
    const rules = bodyOf('getToolRules', await it.call('getToolRules'));
    expect(rules).toMatchObject({
      rules: [{ verdict: 'ask' }],
      problem: { code: 'tool_rules_invalid', message: expect.stringContaining('tools.yaml, line 3') },
    });
    const { problems } = await it.list();
    expect(problems.map(({ file }) => file)).toEqual(['tools.yaml', 'runtimes.yaml', 'tool-settings.yaml']);
    expect(problems[1]?.message).toContain('connections.far');
    await it.write('tools.yaml', 'rules: []\n');
    await rm(join(it.stage.home.directory, 'runtimes.yaml'));
    await rm(join(it.stage.home.directory, 'tool-settings.yaml'));
    expect((await it.list()).problems).toEqual([]);
    expect(bodyOf('getToolRules', await it.call('getToolRules'))).toEqual({ rules: [] });
  });

  it('are told without their words to those who do not manage, and not at all to another tenant', async () => {
    await using it = await openStage();
    await it.write('runtimes.yaml', 'secret-name: 1\n');
    const [told] = (await it.list(VIEWER)).problems;
    expect(told).toMatchObject({ file: 'runtimes.yaml' });
    expect(JSON.stringify(told)).not.toContain('secret-name');
    expect((await it.list(STRANGER)).problems).toEqual([]);
  });
});
