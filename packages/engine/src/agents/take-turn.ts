/**
 * One turn of an agent, and the only loop of its kind: ask the model, carry out the tools that it asks for, ask again,
 * until it answers. Each model call and each tool call is a step of its own. Whoever does not watch the stream waits for the end.
 */
import { type Agent, type Hash, Json, Label, type Labelled, Usage, unionLabels } from '@tutti/protocol';
import * as z from 'zod';
import { ModelUnavailableError, RunError } from '../errors.ts';
import type { Message, Model, ModelAnswer, ModelRequest } from '../ports/model.ts';
import type { RunLibrary } from '../ports/run-library.ts';
import type { Tool } from '../ports/tool.ts';
import type { Scope } from '../run/scope.ts';
import { sha256 } from '../run/sha256.ts';
import { Conversation, readMessages } from './conversation.ts';
import { useTool } from './use-tool.ts';

export interface TurnPorts {
  readonly model: Model;
  /** All that are installed; an agent sees only its own. */
  readonly tools: readonly Tool[];
  readonly library: RunLibrary;
}

export interface TurnRequest<Answer> {
  readonly agent: Agent;
  readonly prompt: Labelled;
  /** The conversation that this turn goes on with. */
  readonly after?: Hash | undefined;
  /** The answer as data; absent: plain text. */
  readonly schema?: z.ZodType<Answer>;
}

export interface TurnResult<Answer> {
  readonly text: string;
  readonly answer: Answer;
  readonly labels: readonly Label[];
  /** The conversation after this turn. */
  readonly last: Hash | undefined;
}

const MODEL_TIMEOUT_MS = 120_000;
/** An answer of the wrong shape is shown to the model with what is wrong, so often and no more. */
const REPAIRS = 2;

const Answered = z.object({
  text: z.string(),
  toolCalls: z.array(z.object({ id: z.string(), name: z.string(), input: Json })),
  usage: Usage.optional(),
  labels: z.array(Label),
});
type Answered = z.infer<typeof Answered>;

export function takeTurn<Answer = string>(
  scope: Scope,
  ports: TurnPorts,
  request: TurnRequest<Answer>,
): Promise<TurnResult<Answer>> {
  return scope.within('turn', (own) => new Turn(own, ports, request).take());
}

class Turn<Answer> {
  readonly #scope: Scope;
  readonly #ports: TurnPorts;
  readonly #request: TurnRequest<Answer>;
  readonly #conversation: Conversation;
  readonly #said: Message[] = [];
  readonly #tools: readonly Tool[];
  #labels: readonly Label[];
  #repairs = 0;

  constructor(scope: Scope, ports: TurnPorts, request: TurnRequest<Answer>) {
    this.#scope = scope;
    this.#ports = ports;
    this.#request = request;
    this.#conversation = new Conversation(request.after);
    this.#tools = ports.tools.filter(({ name }) => request.agent.tools.includes(name));
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
    const { agent } = this.#request;
    const { model } = this.#ports;
    const said = [...this.#said];
    const request = this.#toRequest(said);
    const withHistory = async () => ({ ...request, messages: await this.#readAll(said) });
    const unstored = this.#conversation.takeUnstored();
    return this.#scope.step<Answered>(
      'model',
      {
        kind: 'model',
        effect: 'read',
        agent: agent.id,
        model: model.id,
        input: toStepInput(model, request, this.#conversation.last),
        output: Answered,
        timeoutMs: MODEL_TIMEOUT_MS,
        reserve: async () => model.worstCase(await withHistory()),
        usage: ({ usage }) => usage,
        labels: ({ labels }) => labels,
        messages: (answer) => [...unstored, this.#conversation.link(toMessage(answer))],
      },
      async (signal, { key, emit, trace }) => {
        const asked = { ...(await withHistory()), seed: key };
        return toAnswered(await model.answer(asked, { signal, onDelta: emit, ...(trace !== undefined && { trace }) }));
      },
    );
  }

  #readAll(said: readonly Message[]): Promise<readonly Message[]> {
    return readMessages(this.#ports.library, this.#scope.tenant, { before: this.#request.after, said });
  }

  #toRequest(messages: readonly Message[]): ModelRequest {
    const { agent, schema } = this.#request;
    return {
      agent: agent.id,
      system: toSystem(agent),
      messages,
      tools: this.#tools.map(({ name, description, input }) => ({ name, description, input: toJsonSchema(input) })),
      maxOutputTokens: agent.models.maxOutputTokens,
      seed: '',
      ...(schema && { answerSchema: toJsonSchema(schema) }),
    };
  }

  async #useTools({ toolCalls }: Answered): Promise<void> {
    for (const toolCall of toolCalls) {
      const { text, failed, labels } = await useTool(this.#scope, this.#tools, {
        ...toolCall,
        agent: this.#request.agent.id,
      });
      this.#labels = unionLabels(this.#labels, labels);
      this.#say({ role: 'tool', callId: toolCall.id, name: toolCall.name, text, failed, labels });
    }
  }

  #parse(text: string): { value: Answer } | undefined {
    const { schema } = this.#request;
    if (!schema) return { value: text as Answer };
    const parsed = z.string().transform(toJson).pipe(schema).safeParse(text);
    if (parsed.success) return { value: parsed.data };
    this.#repairs++;
    if (this.#repairs > REPAIRS)
      throw new RunError('model_output_invalid', `the answer does not have its shape: ${parsed.error.message}`);
    this.#say({
      role: 'user',
      text: `Your answer does not have the form that was asked for. Answer again with valid JSON only. ${parsed.error.message}`,
      labels: [],
    });
    return undefined;
  }
}

/** Everything that decides the answer, by hash where it is long: the conversation is stored once, not with every call. */
function toStepInput(model: Model, request: ModelRequest, conversation: Hash | undefined): Json {
  return {
    model: model.id,
    conversation: conversation ?? null,
    system: sha256(request.system),
    tools: request.tools.map(({ name }) => name),
    maxOutputTokens: request.maxOutputTokens,
    ...(request.answerSchema !== undefined && { schema: sha256(JSON.stringify(request.answerSchema)) }),
  };
}

/** Only a whole answer counts: what was cut off must not pass for one. */
function toAnswered({ text, toolCalls, finish, usage, labels }: ModelAnswer): Answered {
  if (finish === 'interrupted')
    throw new ModelUnavailableError('the answer was cut off on its way', { retryable: true });
  if (finish === 'length') throw new RunError('model_output_invalid', 'the answer is longer than the agent may write');
  if (finish === 'refused') throw new RunError('model_output_invalid', 'the model refused to answer');
  return { text, toolCalls: [...toolCalls], labels: [...labels], ...(usage && { usage }) };
}

function toMessage({ text, toolCalls, labels }: Answered): Message {
  return { role: 'assistant', text, toolCalls, labels };
}

function toSystem({ id, purpose, capabilities, instructions }: Agent): string {
  return [`You are ${id}. ${purpose}`, `You can: ${capabilities.join(', ')}.`, '', instructions].join('\n');
}

function toJsonSchema(schema: z.ZodType): Json {
  return z.toJSONSchema(schema, { io: 'input' }) as Json;
}

function toJson(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'the text is not JSON' });
    return z.NEVER;
  }
}
