import { PatternName, PatternWish } from '@tutti/protocol';
import { systemClock, systemRandom } from '@tutti/engine';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../create-program.ts';
import { parseConfig } from '../parse-config.ts';
import { createRecordedTerminal } from '../testing/recorded-terminal.ts';
import { patternsCommand } from './patterns.ts';

async function tell(json: boolean): Promise<string> {
  const config = await parseConfig({ TUTTI_DATA_DIR: '/nowhere', OLLAMA_API_URL: 'off' });
  const terminal = createRecordedTerminal({});
  expect(await patternsCommand({ config, terminal, clock: systemClock, random: systemRandom }, { json })).toBe(0);
  return terminal.outText;
}

describe('the patterns', () => {
  it('are told with what they do and what they take, as it is typed', async () => {
    const told = await tell(false);
    for (const name of PatternWish.options) expect(told).toContain(name);
    expect(told).toMatch(
      /consensus {2}from 2 agents\n {2}Proposals and votes[^\n]*\n {2}--rounds {2}--quorum {2}--option weights=…/u,
    );
  });

  it('are data for programs', async () => {
    const told = JSON.parse(await tell(true)) as { name: string; options: string[]; least: number }[];
    expect(told.map(({ name }) => name)).toEqual(PatternName.options);
    expect(told[0]).toMatchObject({ name: 'sequential', options: ['facts', 'silentAfterMs'], least: 1 });
  });

  it('can all be asked for', () => {
    const program = createProgram({ write: () => {} }, { act: async () => {}, actBare: async () => {} });
    const run = program.commands.find((command) => command.name() === 'run');
    const pattern = run?.options.find(({ long }) => long === '--pattern');
    expect(pattern?.argChoices).toEqual(PatternWish.options);
  });
});
