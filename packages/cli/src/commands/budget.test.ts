import { systemClock, systemRandom } from '@tutti/engine';
import { describe, expect, it } from 'vitest';
import type { CommandContext } from '../command-context.ts';
import { parseConfig } from '../parse-config.ts';
import { createRecordedTerminal } from '../testing/recorded-terminal.ts';
import { removeBudgetCommand, setBudgetCommand } from './budget.ts';
import { costsCommand } from './costs.ts';
import { routeCommand } from './route.ts';

/** Everything here is refused before anything is opened. */
const config = await parseConfig({ TUTTI_DATA_DIR: '/nowhere/that/can/be/made' });
const context: CommandContext = {
  config,
  terminal: createRecordedTerminal(),
  clock: systemClock,
  random: systemRandom,
};

describe('a budget on the command line', () => {
  it.each([
    [{ account: 'agents:ann', period: 'day', usd: '1' }, {}, 'is no account: write tenant, agent:<id>'],
    [{ account: 'tenant', period: 'dya', usd: '1' }, {}, 'The nearest is day'],
    [{ account: 'tenant', period: 'day', usd: 'much' }, {}, 'an amount such as 0.50'],
    [{ account: 'tenant', period: 'day' }, {}, 'an amount in dollars, --tokens, or both'],
    [{ account: 'tenant', period: 'day' }, { tokens: 'many' }, '--tokens takes a whole number'],
    [{ account: 'tenant', period: 'day', usd: '1' }, { warn: '180%' }, '--warn takes shares such as 50%,80%'],
    [{ account: 'tenant', period: 'day', usd: '1' }, { ladder: 'cheper' }, 'The nearest is cheaper'],
    [{ account: 'tenant', period: 'day', usd: '1' }, { ladder: 'stop,stop,stop,stop,stop' }, 'up to four steps'],
  ])('is refused as %j with %j', async (typed, options, message) => {
    await expect(setBudgetCommand(context, typed, options)).rejects.toThrow(message);
  });

  it('is not lifted from what is no account', async () => {
    const typed = { account: 'everybody', period: 'day' };
    await expect(removeBudgetCommand(context, typed, {})).rejects.toMatchObject({ code: 'invalid_input' });
  });
});

describe('slips in other questions about money', () => {
  it('are refused with the nearest', async () => {
    await expect(costsCommand(context, { by: 'modle' })).rejects.toThrow('The nearest is model');
    await expect(costsCommand(context, { since: 'soon' })).rejects.toThrow('no duration');
    await expect(routeCommand(context, 'x', { complexity: 'hihg' })).rejects.toThrow('The nearest is high');
    await expect(routeCommand(context, '  ', {})).rejects.toThrow('a task takes 1 to');
  });
});
