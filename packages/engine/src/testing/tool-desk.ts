/** One turn of an agent that uses tools, over a memory store: with a script in the place of the model, and every call that reaches a tool counted. */
import {
  Agent,
  type EffectClass,
  type Json,
  listOpenApprovals,
  NO_TOOL_RULES,
  type RunId,
  ToolRules,
} from '@tutti/protocol';
import * as z from 'zod';
import { takeTurn } from '../agents/take-turn.ts';
import { createSingleModel } from '../models/create-single-model.ts';
import type { ModelRequest } from '../ports/model.ts';
import type { Tool } from '../ports/tool.ts';
import { createToolPolicy } from '../tools/policy/tool-policy.ts';
import { createToolbox, type ToolboxOptions, type ToolSource } from '../tools/toolbox.ts';
import { createScriptedModel, type ScriptedAnswer, type ScriptedModel } from './scripted-model.ts';
import { nextTurn } from './simulation/idle.ts';
import { TEST_PRINCIPAL, TestStage, type TestStageOptions, toProgram } from './test-stage.ts';

export interface DeskOptions extends ToolboxOptions {
  readonly sources: readonly ToolSource[];
  readonly agent?: Partial<z.input<typeof Agent>>;
  /** `count` is 1 for the first request. */
  answer(request: ModelRequest, count: number): ScriptedAnswer;
  readonly stage?: Partial<TestStageOptions>;
  readonly findWorkspace?: () => Promise<string>;
}

export class ToolDesk {
  readonly stage: TestStage;
  readonly model: ScriptedModel;
  rules: ToolRules = NO_TOOL_RULES;

  constructor(options: DeskOptions) {
    const { sources, answer, findWorkspace } = options;
    this.model = createScriptedModel({ answer });
    const agent = Agent.parse({
      id: 'ann',
      purpose: 'works',
      capabilities: ['working'],
      instructions: 'Work.',
      tools: sources.flatMap(({ names }) => names),
      ...options.agent,
    });
    const ports = {
      models: createSingleModel(this.model),
      tools: createToolbox(sources, options),
      policy: createToolPolicy(() => this.rules),
      ...(findWorkspace && { findWorkspace }),
    };
    const prompt = { text: 'work', labels: [{ source: 'owner' as const }] };
    const program = toProgram('turn', async (scope) => {
      const { text } = await takeTurn(scope, { ...ports, library: this.stage.store }, { agent, prompt });
      return text;
    });
    this.stage = new TestStage({ programs: [program], ...options.stage });
  }

  setRules(rules: z.input<typeof ToolRules>): void {
    this.rules = ToolRules.parse(rules);
  }

  /** What the model was told of its calls, in their order. */
  get told(): readonly string[] {
    const { messages = [] } = this.model.requests.at(-1) ?? {};
    return messages.flatMap(({ role, text }) => (role === 'tool' ? [text] : []));
  }

  async findOpen(run: RunId) {
    const [open] = listOpenApprovals(await this.stage.asleep(run));
    if (open?.kind !== 'request') throw new Error('nothing waits for a person');
    return open;
  }

  async decide(run: RunId, decision: 'approved' | 'rejected', comment?: string): Promise<void> {
    const { path, subject } = await this.findOpen(run);
    await this.stage.engine.answerApproval(TEST_PRINCIPAL, run, { path, subject, decision, comment });
    // Until the run has heard of it: what waits then is something else.
    while (listOpenApprovals(await this.stage.state(run)).some((open) => open.path === path)) await nextTurn();
  }
}

/** Asks for one tool. */
export function call(name: string, input: Json = {}): ScriptedAnswer {
  return { toolCalls: [{ id: 'c1', name, input }] };
}

export interface CountedTool extends Tool {
  readonly inputs: Json[];
}

/** Takes any fields, keeps what it was called with, and says so. */
export function countedTool(name: string, effect: EffectClass, more: Partial<Tool> = {}): CountedTool {
  const inputs: Json[] = [];
  return {
    name,
    description: `does ${name}`,
    input: z.record(z.string(), z.json()) as z.ZodType<Json>,
    effect,
    timeoutMs: 5_000,
    labels: [{ source: 'tool', name }],
    inputs,
    async use(input) {
      inputs.push(input);
      return `did ${name}`;
    },
    ...more,
  };
}

/** A source that may have other tools at each look, or none: `look` is called for each. */
export function changingSource(name: string, look: () => Promise<readonly Tool[]> | readonly Tool[]): ToolSource {
  return { names: [name], fixed: false, open: async () => look() };
}
