/** One voice of an orchestration: an agent with the models that its policy allows it. */
import type { Complexity, ModelId } from '@tutti/protocol';
import type { NamedAgent, Tutti } from '../tutti.ts';

export class ModelRouter {
  readonly tutti: Tutti;
  readonly agent: NamedAgent;

  /** `new ModelRouter(tutti, defineAgent({ …, models: { prefer: ['ollama/qwen3'] } }))`, or the name of any agent. */
  constructor(tutti: Tutti, agent: NamedAgent) {
    this.tutti = tutti;
    this.agent = agent;
  }

  /** Its id as runs have it, also where it was named by an alias. */
  async findId(): Promise<string> {
    return (await this.tutti.getAgent(typeof this.agent === 'string' ? this.agent : this.agent.id)).id;
  }

  /** Which model would answer right now; undefined where none can. Nothing is sent. */
  async route(complexity: Complexity = 'medium'): Promise<ModelId | undefined> {
    return this.tutti.findModel(await this.findId(), complexity);
  }
}
