/** Policies for models that a task may put in the place of its agents' own. A run keeps them with its agents, as it began with them. */
import type { Agent, ModelPolicy, ModelPreset } from '@tutti/protocol';

const PRESETS: Readonly<Record<ModelPreset, Pick<ModelPolicy, 'prefer' | 'fallback'>>> = {
  /** What reasons and what writes on machines of one's own; where neither is there, free models, then these paid ones. */
  local_first: {
    prefer: ['ollama/deepseek-r1', 'ollama/llama3.1'],
    fallback: ['openai/gpt-5.4-mini', 'anthropic/claude-haiku-4-5'],
  },
};

export function applyPreset(agent: Agent, preset: ModelPreset | undefined): Agent {
  // Whoever is held to local models already is held no less by this.
  if (preset === undefined || agent.models.otherwise === 'local') return agent;
  return { ...agent, models: { ...agent.models, ...PRESETS[preset] } };
}
