import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createToolSettingsFile } from './read-tool-settings.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tutti-settings-'));
  file = join(folder, 'tool-settings.yaml');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the settings of the built-in tools', () => {
  it('allow nothing that could do harm where there is no file, or an empty one', async () => {
    const read = createToolSettingsFile(file);
    const safe = { shell: { commands: [] }, code_run: { enabled: false }, web_fetch: { open: [] } };
    expect(await read()).toMatchObject(safe);
    await writeFile(file, '# nothing yet\n');
    expect(await read()).toMatchObject(safe);
  });

  it('count as soon as the file is changed', async () => {
    const read = createToolSettingsFile(file);
    await writeFile(file, 'shell:\n  commands:\n    - [npm, test]\n');
    expect((await read()).shell.commands).toEqual([['npm', 'test']]);
    await writeFile(file, 'shell:\n  commands:\n    - [npm, run, "{text}"]\n    - [git, status]\n');
    expect((await read()).shell.commands).toHaveLength(2);
  });

  it.each([
    ['shell: [', /no YAML/],
    ['shell:\n  command: [npm]', /command/],
    ['shell:\n  commands: [npm test]', /commands/],
    ['shell:\n  commands:\n    - ["{text}"]', /exactly/],
    ['shell:\n  path: [bin]', /absolute/],
    ['web_fetch:\n  open: ["*"]', /host:port/],
    ['a: &a [x]\nshell: *a', /no YAML|not valid/],
    ['code_run: !!js/function x', /no YAML|not valid/],
    ['other: 1', /other/],
  ])('refuse %j, and say what is wrong', async (text, message) => {
    await writeFile(file, text);
    await expect(createToolSettingsFile(file)()).rejects.toMatchObject({
      code: 'tool_settings_invalid',
      message: expect.stringMatching(message),
    });
  });
});
