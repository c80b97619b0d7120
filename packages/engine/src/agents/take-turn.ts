/**
 * One turn of an agent, and the only loop of its kind: ask the model, carry out the tools that it asks for, ask again,
 * until it answers. Each model call and each tool call is a step of its own. Whoever does not watch the stream waits for the end.
 */
import {
  type Agent,
  type AgentId,
  type Complexity,
  type Hash,
  type Json,
  type Label,
  type Labelled,
  type LadderStep,
  type RuntimeKind,
  unionLabels,
} from '@tutti/protocol';
import * as z from 'zod';
import { RunError } from '../errors.ts';
import type { Message, ModelRequest, ToolCall } from '../ports/model.ts';
import type { RunLibrary } from '../ports/run-library.ts';
import type { ProgressWatch } from '../progress/progress-watch.ts';
import type { Nudge } from '../progress/write-nudge.ts';
import type { Scope } from '../run/scope.ts';
import { sha256 } from '../run/sha256.ts';
import { type Answered, type RecordedDecision, toMessage } from './answered.ts';
import { type AskPorts, askModel } from './ask-model.ts';
import { CallPolicy, type PolicyPorts } from './call-policy.ts';
import { Conversation, readMessages } from './conversation.ts';
import { readAnswer } from './read-answer.ts';
import { RepeatGuard } from './repeat-guard.ts';
import { chooseRuntime, type Elsewhere, mayWorkElsewhere } from './runtime/choose-runtime.ts';
import { headed, withNotice } from './runtime/notice.ts';
import { takeElsewhere } from './runtime/take-elsewhere.ts';
import { toSystemText } from './system-text.ts';
import { type ToolsPorts, TurnTools } from './turn-tools.ts';
import { type ToolAnswer, type ToolDesk, useTool } from './use-tool.ts';

export interface TurnPorts extends AskPorts, ToolsPorts, PolicyPorts {
  /** Conversations are read there, and a budget is raised when a person allows it. */
  readonly library: RunLibrary & AskPorts['library'];
  /** Where agents answer that are no models; absent: there are none. */
  readonly elsewhere?: Elsewhere | undefined;
  /** Looks whether the run gets on; absent: nobody does. */
  readonly progress?: ProgressWatch | undefined;
}

export interface TurnRequest<Answer> {
  readonly agent: Agent;
  readonly prompt: Labelled;
  /** The conversation that this turn goes on with. */
  readonly after?: Hash | undefined;
  /** The answer as data; absent: plain text. */
  readonly schema?: z.ZodType<Answer>;
  /** How hard it is; absent: what the agent's policy says. */
  readonly complexity?: Complexity | undefined;
  /** What is tried when a budget does not allow a call; absent: what that budget says. */
  readonly ladder?: readonly LadderStep[] | undefined;
}

export interface TurnResult<Answer> {
  readonly text: string;
  readonly answer: Answer;
  readonly labels: readonly Label[];
  /** The conversation after this turn. */
  readonly last: Hash | undefined;
}

/** An answer of the wrong shape, or none at all, is shown to the model with what is wrong, so often and no more. */
const REPAIRS = 2;

export function takeTurn<Answer = string>(
  scope: Scope,
  ports: TurnPorts,
  request: TurnRequest<Answer>,
): Promise<TurnResult<Answer>> {
  return scope.within('turn', (own) => {
    const take = (told: TurnRequest<Answer>) => takeSomewhere(own, ports, told);
    return ports.progress?.turn(own, request, take) ?? take(request);
  });
}

async function takeSomewhere<Answer>(
  scope: Scope,
  ports: TurnPorts,
  request: TurnRequest<Answer>,
): Promise<TurnResult<Answer>> {
  const { agent, schema } = request;
  if (!mayWorkElsewhere(agent)) return takeWithModel(scope, ports, request);
  const { elsewhere } = ports;
  const choice = await chooseRuntime(scope, elsewhere, agent);
  if (choice.by === 'elsewhere' && elsewhere)
    return withFiles(scope, ports, {
      agent,
      kind: choice.terms.kind,
      take: () => takeElsewhere(scope, { ...ports, elsewhere }, { request, terms: choice.terms }),
    });
  const { notice } = choice.by === 'model' ? choice : {};
  const result = await takeWithModel(scope, ports, { ...request, agent: withNotice(agent, notice) });
  return notice === undefined || schema ? result : headed(result, notice);
}

/** A command of its own works in the folder of the run, unseen. */
async function withFiles<Result>(
  scope: Scope,
  { files, progress }: TurnPorts,
  { agent, kind, take }: { agent: Agent; kind: RuntimeKind; take: () => Promise<Result> },
): Promise<Result> {
  const result = await take();
  if (kind === 'cli') await keepFiles(scope, { files, progress }, agent.id);
  return result;
}

/** Files that are others than before are what came of it, whatever was said. */
async function keepFiles(scope: Scope, { files, progress }: Pick<TurnPorts, 'files' | 'progress'>, by: AgentId) {
  const kept = await files?.keep(scope, by);
  if (kept && kept.count > 0) progress?.gained(by);
}

async function takeWithModel<Answer>(
  scope: Scope,
  ports: TurnPorts,
  request: TurnRequest<Answer>,
): Promise<TurnResult<Answer>> {
  const tools = await TurnTools.open(scope, ports, request.agent);
  const turn = new Turn(scope, { ports, tools }, request);
  const keep = async () => turn.mayHaveWritten && (await keepFiles(scope, ports, request.agent.id));
  try {
    const result = await turn.take();
    await keep();
    return result;
  } catch (error) {
    // Why it ended matters more than that its files could not be kept: they still lie where they are.
    await keep().catch(() => undefined);
    throw error;
  }
}

class Turn<Answer> {
  readonly #scope: Scope;
  readonly #ports: TurnPorts;
  readonly #request: TurnRequest<Answer>;
  readonly #conversation: Conversation;
  readonly #said: Message[] = [];
  readonly #desk: ToolDesk;
  #labels: readonly Label[];
  readonly #repeats = new RepeatGuard();
  #repairs = 0;
  /** A tool is called that may change something, and is not part of the build. */
  mayHaveWritten = false;

  constructor(scope: Scope, { ports, tools }: { ports: TurnPorts; tools: TurnTools }, request: TurnRequest<Answer>) {
    this.#scope = scope;
    this.#ports = ports;
    this.#request = request;
    this.#conversation = new Conversation(request.after);
    this.#desk = { tools, policy: new CallPolicy(ports, request.agent, tools), rejected: new Set() };
    this.#labels = request.prompt.labels;
  }

  async take(): Promise<TurnResult<Answer>> {
    const { agent, prompt } = this.#request;
    this.#say({ role: 'user', text: prompt.text, labels: prompt.labels });
    for (let call = 1; call <= agent.maxCallsPerTurn; call++) {
      const answer = await this.#ask();
      this.#labels = unionLabels(this.#labels, answer.labels);
      this.#said.push(toMessage(answer));
      this.#conversation.addStored(toMessage(answer));
      if (answer.toolCalls.length > 0) await this.#useTools(answer);
      else {
        const parsed = this.#parse(answer.text);
        if (parsed)
          return { text: answer.text, answer: parsed.value, labels: this.#labels, last: this.#conversation.last };
      }
    }
    throw new RunError(
      'turn_too_long',
      `${agent.id} made ${agent.maxCallsPerTurn} model calls without ending its turn`,
    );
  }

  #say(message: Message): void {
    this.#said.push(message);
    this.#conversation.add(message);
  }

  #ask(): Promise<Answered> {
    const { agent, complexity, ladder } = this.#ports.progress?.route(this.#request) ?? this.#request;
    const said = [...this.#said];
    const request = this.#toRequest(said);
    const unstored = this.#conversation.takeUnstored();
    return askModel(this.#scope, this.#ports, {
      agent,
      complexity: complexity ?? toComplexity(agent),
      ladder,
      input: toStepInput(request, this.#conversation.last),
      read: async () => ({ ...request, messages: await this.#readAll(said) }),
      accepts: ({ text }) => this.#read(text).success,
      judge: (answer, signal) => this.#desk.policy.judge(answer, { signal, reached: this.#labels }),
      messages: (answer) => [...unstored, this.#conversation.link(toMessage(answer))],
    });
  }

  #readAll(said: readonly Message[]): Promise<readonly Message[]> {
    return readMessages(this.#ports.library, this.#scope.tenant, { before: this.#request.after, said });
  }

  #toRequest(messages: readonly Message[]): ModelRequest {
    const { agent, schema } = this.#request;
    return {
      agent: agent.id,
      system: toSystemText(agent, this.#desk.tools.missing),
      messages,
      tools: this.#desk.tools.offers,
      maxOutputTokens: agent.models.maxOutputTokens,
      seed: '',
      ...(schema && { answerSchema: toJsonSchema(schema) }),
    };
  }

  async #useTools({ toolCalls, decisions = [] }: Answered): Promise<void> {
    let nudge: Nudge | undefined;
    for (const [place, toolCall] of toolCalls.entries()) {
      const decided = decisions.find(({ call }) => call === place);
      const answer = await this.#useTool(toolCall, decided);
      const { text, failed, labels } = answer;
      this.#labels = unionLabels(this.#labels, labels);
      this.#say({ role: 'tool', callId: toolCall.id, name: toolCall.name, text, failed, labels });
      nudge = (await this.#watch(toolCall, answer)) ?? nudge;
    }
    if (nudge) this.#say({ role: 'user', text: nudge.text, labels: nudge.labels });
  }

  async #watch({ name, input }: ToolCall, { text, failed }: ToolAnswer): Promise<Nudge | undefined> {
    const effect = this.#desk.tools.find(name)?.effect ?? 'read';
    const seen = { tool: name, input, result: text, failed, writes: effect !== 'pure' && effect !== 'read' };
    return this.#ports.progress?.call(this.#scope, this.#request.agent, seen);
  }

  async #useTool(toolCall: ToolCall, decided: RecordedDecision | undefined): Promise<ToolAnswer> {
    const refusal = this.#repeats.refuse(toolCall);
    if (refusal !== undefined) return { text: refusal, failed: true, labels: [] };
    const wish = { ...toolCall, agent: this.#request.agent.id, decided, reached: this.#labels };
    if (!this.mayHaveWritten && this.#mayWrite(toolCall.name)) {
      this.mayHaveWritten = true;
      await this.#ports.files?.settle(this.#scope);
    }
    const answer = await useTool(this.#scope, this.#desk, wish);
    this.#repeats.note(toolCall, answer.text);
    return answer;
  }

  #mayWrite(name: string): boolean {
    const tool = this.#desk.tools.find(name);
    return tool !== undefined && tool.effect !== 'pure' && tool.effect !== 'read' && !this.#desk.tools.findFixed(name);
  }

  #parse(text: string): { value: Answer } | undefined {
    if (text.trim() === '') return this.#askAgain('it is empty', 'Your answer is empty. Answer now.');
    const parsed = this.#read(text);
    if (parsed.success) return { value: parsed.data };
    const { message } = parsed.error;
    return this.#askAgain(
      message,
      `Your answer does not have the form that was asked for. Answer again with valid JSON only. ${message}`,
    );
  }

  #read(text: string): z.ZodSafeParseResult<Answer> {
    return readAnswer(text, this.#request.schema);
  }

  #askAgain(why: string, text: string): undefined {
    this.#repairs++;
    if (this.#repairs > REPAIRS)
      throw new RunError('model_output_invalid', `the answer does not have its shape: ${why}`);
    this.#say({ role: 'user', text, labels: [] });
    return undefined;
  }
}

/** Everything that decides the answer, by hash where it is long: the conversation is stored once, not with every call. */
function toStepInput(request: ModelRequest, conversation: Hash | undefined): Readonly<Record<string, Json>> {
  return {
    conversation: conversation ?? null,
    system: sha256(request.system),
    tools: request.tools.map(({ name }) => name),
    maxOutputTokens: request.maxOutputTokens,
    ...(request.answerSchema !== undefined && { schema: sha256(JSON.stringify(request.answerSchema)) }),
  };
}

/** What nobody has said is neither easy nor hard. */
function toComplexity({ models }: Agent): Complexity {
  return models.complexity === 'auto' ? 'medium' : models.complexity;
}

function toJsonSchema(schema: z.ZodType): Json {
  return z.toJSONSchema(schema, { io: 'input' }) as Json;
}
