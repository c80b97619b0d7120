// The pages and pictures of docs/ that are made from the code: run it after a change of the error codes or of the terminal.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawTerminal } from './draw-terminal.ts';
import { toErrorsPage } from './errors-page.ts';

const docs = join(import.meta.dirname, '..', 'docs');
writeFileSync(join(docs, 'errors.md'), toErrorsPage());
writeFileSync(join(docs, 'terminal.svg'), await drawTerminal());
console.log('written: docs/errors.md, docs/terminal.svg');
