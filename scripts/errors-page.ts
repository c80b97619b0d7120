/** docs/errors.md, made from the table of codes and from the code that uses them. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ERRORS, ErrorCode } from '@tutti/protocol';
import { RunError } from '@tutti/engine';
import { toExitCode } from '../packages/cli/src/exit-code.ts';

const root = join(import.meta.dirname, '..');
/** These only list codes. */
const TABLES: ReadonlySet<string> = new Set(['error-codes.ts', 'exit-code.ts', 'problem.ts', 'thread-messages.ts']);

export function toErrorsPage(): string {
  const users = findUsers();
  const rows = ErrorCode.options.map((code) => {
    const [meaning, remedy] = ERRORS[code];
    const by = users.get(code)?.join(', ') ?? 'nothing yet';
    return `| \`${code}\` | ${meaning} | ${remedy} | ${by} | ${toExitCode(new RunError(code, ''))} |`;
  });
  return `# Errors

Every refusal and every failure has one of these codes: in the journal of a run, in what the engine throws, and in what the
command prints. A code never changes its meaning. This page is made by \`npm run docs\` from \`packages/protocol/src/error-codes.ts\`,
and a test holds them equal; the folders are those whose code names the error.

| code | meaning | remedy | where it is made | exit code of \`tutti\` |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

## Exit codes of \`tutti\`

| exit code | when |
| --- | --- |
| 0 | done |
| 1 | a run failed or was cancelled by somebody else; anything without a class of its own |
| 2 | the arguments, the environment or the input cannot be used |
| 3 | there is no such run, step, artefact, approval or key |
| 4 | the run is not in the state for it, or rests without having ended: paused, kept aside, or waiting for a person; \`tutti up\` where a server runs already |
| 5 | the data directory or the disk |
| 6 | the server does not answer, or its port is taken |
| 7 | the server lets this caller not in, or not do this |
| 130 | interrupted with Ctrl-C |
| 143 | ended by SIGTERM or SIGHUP; what was unfinished goes on with \`tutti resume\` |
`;
}

function findUsers(): Map<string, string[]> {
  const users = new Map<string, string[]>();
  for (const file of globSync('packages/*/src/**/*.ts', { cwd: root }).toSorted()) {
    if (/\.test\.ts$|\/testing\/|\/view\//.test(file) || TABLES.has(file.slice(file.lastIndexOf('/') + 1))) continue;
    const text = readFileSync(join(root, file), 'utf8');
    const folder = `\`${relative('packages', dirname(file)).replace('/src', '')}\``;
    for (const code of ErrorCode.options) {
      const folders = users.get(code) ?? [];
      if (text.includes(`'${code}'`) && !folders.includes(folder)) users.set(code, [...folders, folder]);
    }
  }
  return users;
}
