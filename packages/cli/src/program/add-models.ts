import type { Command } from 'commander';
import { type Actor, addCommand, choice, refuseOtherCommands } from './add-command.ts';

const BY = ['day', 'agent', 'model', 'provider', 'task', 'user', 'run'];
const COMPLEXITIES = ['low', 'medium', 'high'];
const STEPS = ['cheaper', 'fewer_tokens', 'ask', 'stop'];

export function addModels(program: Command, actor: Actor): void {
  addCatalogue(program, actor);
  addProviders(program, actor);
  addRoute(program, actor);
  addCosts(program, actor);
  addBudget(program, actor);
}

function addCatalogue(program: Command, { act }: Actor): void {
  const models = addCommand(program, 'models', 'which models can be called: price, context, health, quota')
    .allowExcessArguments()
    .option('--all', 'also those that cannot be called here')
    .option('--provider <name>', 'only of this provider')
    .action(async (options, command) => {
      await refuseOtherCommands(command);
      return act(options, async (context) => (await import('../commands/models.ts')).modelsCommand(context, options));
    });
  addCommand(models, 'refresh', 'fetch the catalogue of models anew, and say what changed')
    .option('--from <place>', 'an address or a file in the shape of https://models.dev/api.json')
    .action((options) =>
      act(options, async (context) => (await import('../commands/models.ts')).refreshModelsCommand(context, options)),
    );
}

function addProviders(program: Command, { act }: Actor): void {
  const providers = addCommand(program, 'providers', 'providers of models, whether they can be called, and their keys')
    .allowExcessArguments()
    .action(async (options, command) => {
      await refuseOtherCommands(command);
      return act(options, async (context) =>
        (await import('../commands/providers.ts')).listProvidersCommand(context, options),
      );
    });
  addCommand(providers, 'set <provider>', 'store a key, encrypted; it is asked for, or piped in')
    .option('--key-name <name>', 'what it is called; default: default')
    .option('--base-url <url>', 'where it is sent, and nowhere else; default: the address of the provider')
    .option('--paid', 'its calls are charged, also of models that have a free tier')
    .action((provider, options) =>
      act(options, async (context) =>
        (await import('../commands/providers.ts')).setProviderCommand(context, provider, options),
      ),
    );
  addCommand(providers, 'remove <provider>', 'forget a stored key')
    .option('--key-name <name>', 'which, where there are several')
    .action((provider, options) =>
      act(options, async (context) =>
        (await import('../commands/providers.ts')).removeProviderCommand(context, provider, options),
      ),
    );
  addCommand(providers, 'reencrypt', 'encrypt the stored keys with a new master key').action((options) =>
    act(options, async (context) =>
      (await import('../commands/providers.ts')).reencryptProvidersCommand(context, options),
    ),
  );
  addCommand(providers, 'test [provider]', 'make one cheap call with each key, and say what is wrong')
    .option('--key-name <name>', 'only with this one')
    .action((provider, options) =>
      act(options, async (context) =>
        (await import('../commands/providers.ts')).testProviderCommand(context, provider, options),
      ),
    );
}

function addRoute(program: Command, { act }: Actor): void {
  addCommand(program, 'route <task>', 'which model would answer, and why; nothing is sent')
    .option('--agent <id>', 'whose policy counts')
    .addOption(choice('--complexity <name>', 'how hard it is; default: as the agent says, or medium', COMPLEXITIES))
    .action((task, options) =>
      act(options, async (context) => (await import('../commands/route.ts')).routeCommand(context, task, options)),
    );
}

function addCosts(program: Command, { act }: Actor): void {
  addCommand(program, 'costs', 'what model calls have cost, with the free and the local share')
    .addOption(choice('--by <name>', 'how they are added up', BY).default('day'))
    .option('--since <duration>', 'only of the last: 12h, 7d')
    .action((options) =>
      act(options, async (context) => (await import('../commands/costs.ts')).costsCommand(context, options)),
    );
}

function addBudget(program: Command, { act }: Actor): void {
  const budget = addCommand(program, 'budget', 'what may be spent: limits, with what is spent, reserved and left')
    .allowExcessArguments()
    .action(async (options, command) => {
      await refuseOtherCommands(command);
      return act(options, async (context) =>
        (await import('../commands/budget.ts')).listBudgetsCommand(context, options),
      );
    });
  addCommand(budget, 'set <account> <period> [usd]', 'limit the tenant, an agent, a user or a task')
    .option('--tokens <count>', 'limit tokens, beside dollars or in their place')
    .option('--warn <shares>', 'tell when so much is used: 50%,80%; default: 80%')
    .addOption(choice('--ladder <steps>', 'what is tried when it does not allow a call', STEPS))
    .action((...all) => {
      const [account, period, usd, options] = all;
      return act(options, async (context) =>
        (await import('../commands/budget.ts')).setBudgetCommand(context, { account, period, usd }, options),
      );
    });
  addCommand(budget, 'remove <account> <period>', 'lift a limit').action((account, period, options) =>
    act(options, async (context) =>
      (await import('../commands/budget.ts')).removeBudgetCommand(context, { account, period }, options),
    ),
  );
}
