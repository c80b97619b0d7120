import type { Models } from '@tutti/engine';
import { type Agent, type Complexity, type ModelId, type Principal, RunId, StepPath } from '@tutti/protocol';

/** The question belongs to no run. */
const NO_RUN = RunId.parse(`run_${'0'.repeat(36)}`);
const NO_PATH = StepPath.parse('find');

/** Which model would answer this agent now, by its policy and by what is up. Nothing is sent or counted. */
export async function findModel(
  models: Models,
  { tenant, user }: Principal,
  { agent, complexity }: { agent: Agent; complexity: Complexity },
): Promise<ModelId | undefined> {
  const read = async () => ({
    agent: agent.id,
    system: agent.instructions,
    messages: [],
    tools: agent.tools.map((name) => ({ name, description: '', input: { type: 'object' } })),
    maxOutputTokens: agent.models.maxOutputTokens,
    seed: '',
  });
  const { record } = await models.look({ tenant, user, run: NO_RUN, path: NO_PATH, agent, complexity, read });
  return record?.model;
}
