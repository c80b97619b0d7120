/** Agents made and changed from the command line, with the editor of whoever sits there, and without a server. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { TuttiHome } from './tutti-process.ts';

const toFile = (purpose: string) =>
  `---\nid: clerk\npurpose: ${purpose}\ncapabilities: [letters]\n---\n\nAnswer letters.\n`;

interface Told {
  readonly version: number;
  readonly purpose: string;
  readonly instructions: string;
}

/** An editor that writes one text after the other into what it is given, and notes what it was shown. */
function writeEditor(home: TuttiHome, texts: readonly string[]): string {
  const file = join(home.directory, 'editor.mjs');
  writeFileSync(join(home.directory, 'texts.json'), JSON.stringify(texts));
  writeFileSync(
    file,
    `import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
     const here = import.meta.dirname;
     const [next, ...rest] = JSON.parse(readFileSync(here + '/texts.json', 'utf8'));
     appendFileSync(here + '/shown.txt', readFileSync(process.argv[2], 'utf8'));
     if (next !== undefined) writeFileSync(process.argv[2], next);
     writeFileSync(here + '/texts.json', JSON.stringify(rest));`,
  );
  return `"${process.execPath}" '${file}'`;
}

describe('tutti agents', { timeout: 600_000 }, () => {
  it('adds one from a file, edits it until nothing is wrong, shows what changed, and brings back what was', async () => {
    const home = new TuttiHome();
    const show = () => home.read<Told>('agents', 'clerk');
    const file = join(home.directory, 'clerk.md');
    writeFileSync(file, toFile('Answers letters.'));
    const added = await home.run('agents', 'add', file, '--note', 'the first');
    expect(added).toMatchObject({ code: 0, stdout: 'clerk is there: version 1.\n' });
    const again = await home.run('agents', 'add', file);
    expect(again.code).toBe(0);
    writeFileSync(file, toFile('Answers other letters.'));
    expect(await home.run('agents', 'add', file)).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('agent_exists'),
    });

    const wrong = toFile('Answers letters of: the harbour.');
    const editor = writeEditor(home, [wrong, toFile('Answers letters kindly.')]);
    const edited = await home.start(['agents', 'edit', 'clerk'], { VISUAL: editor }).ended;
    expect(edited).toMatchObject({ code: 0, stdout: 'clerk is changed: version 2.\n' });
    expect(edited.stderr).toContain('line 3 ');
    expect(readFileSync(join(home.directory, 'shown.txt'), 'utf8')).toContain('#! line 3 ');
    expect(await show()).toMatchObject({
      version: 2,
      purpose: 'Answers letters kindly.',
      instructions: 'Answer letters.',
    });

    const versions = (await home.run('agents', 'versions', 'clerk')).stdout.split('\n');
    expect(versions[0]).toMatch(/^\*\s+2\s+written here/u);
    expect(versions[1]).toContain('the first');
    const { stdout: diff } = await home.run('agents', 'versions', 'clerk', '--diff', '1', '2');
    for (const line of ['-purpose: Answers letters.', '+purpose: Answers letters kindly.'])
      expect(diff).toContain(line);
    expect((await home.run('agents', 'show', 'clerk', '--at', '1')).stdout).toContain('Answers letters.');
    expect((await home.run('agents', 'show', 'clerk', '--at', '9')).code).toBe(3);

    expect((await home.run('agents', 'restore', 'clerk', '1')).stdout).toContain('version 3');
    expect(await show()).toMatchObject({ purpose: 'Answers letters.' });
    const { code } = await home.run('run', 'Answer the complaint', '--agents', 'clerk');
    expect(code).toBe(0);
    expect((await home.run('agents', 'record', 'clerk')).stdout).toContain('1 completed');
    expect((await home.run('agents', 'remove', 'clerk')).code).toBe(0);
    expect((await home.run('agents', '--retired')).stdout).toContain('clerk');
    expect((await home.run('run', 'Answer it', '--agents', 'clerk')).stderr).toContain('out of use');
  });

  it('keeps what was typed where it gives up, and changes a shipped agent until it is given back', async () => {
    const home = new TuttiHome();
    const wrong = toFile('Answers letters.').replace('id: clerk', 'id: drafting').replace('purpose', 'purposes');
    const editor = writeEditor(home, [wrong]);
    const given = await home.start(['agents', 'edit', 'drafting'], { EDITOR: editor }).ended;
    expect(given.code).toBe(2);
    const kept = /kept in (.+)\. Mend/u.exec(given.stderr)?.[1] ?? '';
    // Before anything is taken away.
    expect(basename(dirname(kept))).toMatch(/^tutti-edit-/u);
    onTestFinished(() => rmSync(dirname(kept), { recursive: true, force: true }));
    expect(readFileSync(kept, 'utf8')).toContain('purposes:');
    writeFileSync(kept, wrong.replace('purposes', 'purpose'));
    expect((await home.run('agents', 'edit', 'drafting', '--file', kept)).stdout).toBe(
      'drafting is changed: version 2.\n',
    );
    expect((await home.run('agents', 'drafting')).stdout).toContain('in the place of the shipped one');
    expect((await home.run('agents', 'reset', 'drafting')).code).toBe(0);
    expect((await home.run('agents', 'drafting')).stdout).not.toContain('in the place of');
    expect((await home.start(['agents', 'edit', 'drafting'], { EDITOR: '', VISUAL: '' }).ended).stderr).toContain(
      '$EDITOR',
    );
  });
});
