import { systemClock, systemRandom } from '@tutti/engine';
import { expect, it } from 'vitest';
import { readConfig } from './config.ts';
import { createProgram } from './create-program.ts';
import { createRecordedTerminal } from './testing/recorded-terminal.ts';

it.each(['runs', 'demo'])('%s does not take an empty text for the working directory', async (name) => {
  const context = {
    config: readConfig({}),
    terminal: createRecordedTerminal(),
    clock: systemClock,
    random: systemRandom,
  };
  const program = createProgram(context, async (command) => void (await command));
  const parsing = program.parseAsync([name, '--data-dir', ''], { from: 'user' });
  await expect(parsing).rejects.toMatchObject({ code: 'invalid_input' });
});
