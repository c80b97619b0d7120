/** An agent of the program itself: one that a model speaks for, or a function or an object that takes its turns. */
import type { AgentFunction } from '@tutti/adapters/runtimes';
import { InvalidInputError } from '@tutti/engine';
import { Agent, EffectClass, type Json } from '@tutti/protocol';
import * as z from 'zod';
import { type DefinedTool, toJson } from './define-tool.ts';

type AgentData = z.input<typeof Agent>;

/** What both kinds have; whatever is left out is as in a file of the catalogue. */
interface AnyAgentPlan<Answer>
  extends Partial<Omit<AgentData, 'id' | 'runtime' | 'setup' | 'answer' | 'tools' | 'instructions'>> {
  /** In small letters, digits and hyphens. */
  readonly id: string;
  /** The form of its answers. A model that answers in another one is told what is wrong and asked again. Absent: words. */
  readonly output?: z.ZodType<Answer>;
}

export interface ModelAgentPlan<Answer> extends AnyAgentPlan<Answer> {
  readonly purpose: string;
  readonly instructions: string;
  /** Tools of the program itself, or names of those that the installation has, such as `calculate` or `filesystem`. */
  readonly tools?: readonly (DefinedTool | string)[];
  /** Who takes its turns. Absent: a model; else the connection of its id, or of its `setup`, in runtimes.yaml of the directory. */
  readonly runtime?: Exclude<AgentData['runtime'], 'function' | undefined>;
  readonly setup?: Readonly<Record<string, string>>;
  readonly run?: never;
}

export interface FunctionAgentPlan<Answer> extends AnyAgentPlan<Answer> {
  /** Gets the goal. A text, data or pieces of text are its answer; of an object its method `executeTask`, `execute`, `run`, `invoke` or `handle` is called. */
  readonly run: AgentFunction | object;
  /** What a turn may cause in the world. Absent: `irreversible`, so one that a crash cuts is not simply begun again. */
  readonly effect?: EffectClass;
  readonly timeoutMs?: number;
  readonly tools?: never;
  readonly instructions?: never;
  readonly runtime?: never;
  readonly setup?: never;
}

export interface OwnFunction {
  readonly run: AgentFunction | object;
  readonly effect: EffectClass;
  readonly timeoutMs: number;
}

/** Made by `defineAgent`. */
export interface DefinedAgent<Answer = string> {
  readonly id: string;
  /** As every run that it works in keeps it. */
  readonly agent: Agent;
  readonly tools: readonly DefinedTool[];
  /** Absent: a model speaks for it. */
  readonly own?: OwnFunction;
  /** From what it has said to what was asked for. */
  read(text: string): Answer;
}

const USUAL_LIMIT_MS = 900_000;

/** `defineAgent({ id: 'cook', purpose: 'plans menus', instructions: 'Plan a menu.' })`, `defineAgent({ id: 'clerk', run: (goal) => file(goal) })` */
export function defineAgent<Answer = string>(
  plan: ModelAgentPlan<Answer> | FunctionAgentPlan<Answer>,
): DefinedAgent<Answer> {
  const { output } = plan;
  const answer = output && toAnswerSchema(plan.id, output);
  const read = (text: string) => parseAnswer(plan.id, text, output);
  if (plan.run === undefined) {
    const { output: _, tools = [], capabilities = [plan.id], ...about } = plan;
    const names = tools.map((tool) => (typeof tool === 'string' ? tool : tool.name));
    const agent = parseAgent({ ...about, capabilities, tools: names, ...(answer && { answer }) });
    return { id: agent.id, agent, tools: tools.filter((tool) => typeof tool !== 'string'), read };
  }
  const { output: _, run, effect = 'irreversible', timeoutMs = USUAL_LIMIT_MS, ...about } = plan;
  const { purpose = `${plan.id}, a part of the program`, capabilities = [plan.id] } = about;
  const instructions = 'No model reads this: a function of the program takes its turns.';
  const data = { ...about, purpose, capabilities, instructions, runtime: 'function' as const };
  const agent = parseAgent({ ...data, ...(answer && { answer }) });
  return { id: agent.id, agent, tools: [], own: { run, effect: EffectClass.parse(effect), timeoutMs }, read };
}

function parseAgent(data: unknown): Agent {
  const parsed = Agent.safeParse(data);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') ?? '';
  throw new InvalidInputError(`an agent's ${field}: ${issue?.message}`, field, { cause: parsed.error });
}

/** Also tried the other way round: that is how a run that goes on reads it. */
function toAnswerSchema(id: string, output: z.ZodType): Record<string, Json> {
  try {
    const schema = toJson(z.toJSONSchema(output, { io: 'input' }));
    const parsed = Agent.shape.answer.unwrap().parse(schema);
    z.fromJSONSchema(parsed);
    return parsed;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidInputError(`the output of ${id} cannot be told to a model: ${why}`, 'output', { cause });
  }
}

function parseAnswer<Answer>(id: string, text: string, output: z.ZodType<Answer> | undefined): Answer {
  // Without a form its answer is the text itself: nothing else can be meant by the type.
  if (!output) return text as Answer;
  const parsed = z
    .string()
    .transform((said, context) => {
      try {
        return JSON.parse(said);
      } catch {
        context.issues.push({ code: 'custom', message: 'it is no JSON', input: said });
        return z.NEVER;
      }
    })
    .pipe(output)
    .safeParse(text);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(`the answer of ${id} is not what its output takes: ${parsed.error.message}`, 'output', {
    cause: parsed.error,
  });
}
