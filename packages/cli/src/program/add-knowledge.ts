import type { Command } from 'commander';
import { type Actor, addCommand, refuseOtherCommands } from './add-command.ts';

const load = () => import('../commands/knowledge.ts');

export function addKnowledge(program: Command, actor: Actor): void {
  const { act } = actor;
  const knowledge = addCommand(program, 'knowledge', 'documents that agents search and cite')
    .allowExcessArguments()
    .action(async (options, command) => {
      await refuseOtherCommands(command);
      return act(options, async (context) => (await load()).listKnowledgeCommand(context, undefined, options));
    });
  addCommand(
    knowledge,
    'add <files...>',
    'take in files, and those below folders; the same content again changes nothing',
  )
    .option('--collection <name>', 'which one they belong to; it is made where there is none', 'documents')
    .option('--embeddings <model>', 'the model that makes vectors of its passages, or off; default: a free one, if any')
    .action((files, options) =>
      act(options, async (context) => (await load()).addKnowledgeCommand(context, files, options)),
    );
  addCommand(
    knowledge,
    'list [collection]',
    'the collections, or the documents of one and how far they are read',
  ).action((collection, options) =>
    act(options, async (context) => (await load()).listKnowledgeCommand(context, collection, options)),
  );
  addSearching(knowledge, actor);
  addCommand(
    knowledge,
    'remove <collection> [documents...]',
    'remove documents by name or id, with all that was kept of them',
  )
    .option('--all', 'the collection itself, with everything in it')
    .action((collection, documents, options) =>
      act(options, async (context) =>
        (await load()).removeKnowledgeCommand(context, { collection, documents }, options),
      ),
    );
}

function addSearching(knowledge: Command, { act }: Actor): void {
  addCommand(knowledge, 'search <words...>', 'find passages, with the citations that agents use')
    .option('--collection <name>', 'only in this one')
    .option('--limit <number>', 'how many at most', '5')
    .action((words, options) =>
      act(options, async (context) => (await load()).searchKnowledgeCommand(context, words, options)),
    );
  addCommand(knowledge, 'show <citation>', 'exactly the passage that is cited, and what has become of its document')
    .option('--around <characters>', 'how much of what stands around it', '300')
    .action((citation, options) =>
      act(options, async (context) => (await load()).showPassageCommand(context, citation, options)),
    );
}
