/** The selector over the agents of an installation, made anew when they change. What it was taught is read when it is first asked. */
import { readSelection } from '@tutti/adapters/selection';
import { type AgentBook, createSelector, type SelectionKnowledge, type Selector } from '@tutti/engine';
import type { Agent } from '@tutti/protocol';

export class HomeSelector {
  readonly #folder: string;
  readonly #book: Pick<AgentBook, 'list'>;
  #knowledge: Promise<SelectionKnowledge> | undefined;
  #made: { readonly agents: readonly Agent[]; readonly selector: Selector } | undefined;

  constructor(folder: string, book: Pick<AgentBook, 'list'>) {
    this.#folder = folder;
    this.#book = book;
  }

  /** Over these agents, or over those that come with the installation and lie in its files. */
  async get(book: Pick<AgentBook, 'list'> = this.#book): Promise<Selector> {
    this.#knowledge ??= readSelection(this.#folder);
    const knowledge = await this.#knowledge;
    const agents = book.list();
    if (this.#made?.agents !== agents) this.#made = { agents, selector: createSelector(agents, knowledge) };
    return this.#made.selector;
  }
}
