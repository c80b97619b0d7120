import { systemClock, systemRandom } from '@tutti/engine';
import type { BareContext, CommandContext } from './command-context.ts';
import { type ConfigOptions, parseConfig } from './parse-config.ts';

/** With the time and the chance of this machine. */
export async function openContext(bare: BareContext, options: ConfigOptions): Promise<CommandContext> {
  const config = await parseConfig(bare.environment, options);
  return { config, terminal: bare.terminal, clock: systemClock, random: systemRandom };
}
