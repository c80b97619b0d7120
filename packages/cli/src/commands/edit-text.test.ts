import { expect, it } from 'vitest';
import { toWords } from './edit-text.ts';

it.each([
  ['vim', ['vim']],
  ['code --wait', ['code', '--wait']],
  ['"/opt/my editor/bin/edit" --wait', ['/opt/my editor/bin/edit', '--wait']],
  ["emacs -nw --title='to edit'", ['emacs', '-nw', '--title=to edit']],
  ["  it's  ", ["it's"]],
  ['', []],
])('takes %s apart into its words', (command, words) => {
  expect(toWords(command)).toEqual(words);
});
