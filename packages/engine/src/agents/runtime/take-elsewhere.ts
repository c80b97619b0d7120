/**
 * A turn that no model takes: one step asks whoever works elsewhere. What it begins and does not end at once is followed,
 * what it asks a person is asked, and data that do not have their shape are asked for again where asking changes nothing.
 */
import {
  type Agent,
  type Complexity,
  type Hash,
  isGuarded,
  type Json,
  type Label,
  type Labelled,
  type LadderStep,
  type RuntimeKind,
  unionLabels,
} from '@tutti/protocol';
import * as z from 'zod';
import { RunError } from '../../errors.ts';
import type { Message } from '../../ports/model.ts';
import type { RunLibrary } from '../../ports/run-library.ts';
import type { RuntimeTerms } from '../../ports/runtime.ts';
import { askApproval } from '../../run/ask-approval.ts';
import type { Scope } from '../../run/scope.ts';
import { Conversation, readMessages } from '../conversation.ts';
import { AgentFailedError } from './agent-failed-error.ts';
import { askElsewhere, type ElsewherePorts, type ElsewhereStep } from './ask-elsewhere.ts';
import type { Elsewhere } from './choose-runtime.ts';
import { parseTold } from './parse-told.ts';
import type { Told } from './told.ts';

export interface ElsewhereTurnPorts extends ElsewherePorts {
  readonly library: RunLibrary & ElsewherePorts['library'];
  readonly elsewhere: Elsewhere;
}

export interface ElsewhereRequest<Answer> {
  readonly agent: Agent;
  readonly prompt: Labelled;
  /** The conversation that this turn goes on with. */
  readonly after?: Hash | undefined;
  readonly schema?: z.ZodType<Answer> | undefined;
  readonly complexity?: Complexity | undefined;
  readonly ladder?: readonly LadderStep[] | undefined;
}

export interface ElsewhereResult<Answer> {
  readonly text: string;
  readonly answer: Answer;
  readonly labels: readonly Label[];
  readonly last: Hash | undefined;
}

type Answered = Extract<Told, { status: 'answered' }>;

const NEEDS_FOLDER: ReadonlySet<RuntimeKind> = new Set(['cli', 'mcp', 'function']);
/** As often as a model is asked for the right shape. */
const REPAIRS = 2;

export function takeElsewhere<Answer>(
  scope: Scope,
  ports: ElsewhereTurnPorts,
  turn: { request: ElsewhereRequest<Answer>; terms: RuntimeTerms },
): Promise<ElsewhereResult<Answer>> {
  return new ElsewhereTurn(scope, ports, turn).take();
}

class ElsewhereTurn<Answer> {
  readonly #scope: Scope;
  readonly #ports: ElsewhereTurnPorts;
  readonly #request: ElsewhereRequest<Answer>;
  readonly #terms: RuntimeTerms;
  readonly #schema: Json | undefined;
  readonly #conversation: Conversation;
  #labels: readonly Label[];
  #repairs = 0;

  constructor(
    scope: Scope,
    ports: ElsewhereTurnPorts,
    { request, terms }: { request: ElsewhereRequest<Answer>; terms: RuntimeTerms },
  ) {
    this.#scope = scope;
    this.#ports = ports;
    this.#request = request;
    this.#terms = terms;
    this.#schema = request.schema && (z.toJSONSchema(request.schema, { io: 'input' }) as Json);
    this.#conversation = new Conversation(request.after);
    this.#labels = request.prompt.labels;
  }

  async take(): Promise<ElsewhereResult<Answer>> {
    const { agent } = this.#request;
    let told = await this.#ask('agent', { prompt: this.#toPrompt() });
    for (let count = 1; count <= agent.maxCallsPerTurn; count++) {
      if (told.status === 'underway') told = await this.#ask('follow', { session: told.session });
      else if (told.status === 'asks') told = await this.#answer(told);
      else {
        this.#labels = unionLabels(this.#labels, told.labels);
        const parsed = parseTold(told.text, this.#request.schema);
        if (parsed.success) return await this.#end(told, parsed.data);
        told = await this.#repair(told, parsed.error.message);
      }
    }
    const message = `${agent.id} was asked ${agent.maxCallsPerTurn} times without ending its turn`;
    throw new RunError('turn_too_long', message);
  }

  async #end(told: Answered, answer: Answer): Promise<ElsewhereResult<Answer>> {
    if (told.text.trim() === '' && told.artefacts.length === 0)
      throw new AgentFailedError('agent_failed', `${this.#request.agent.id} gave an empty answer`);
    this.#conversation.addStored(toMessage(told));
    for (const artefact of told.artefacts) await this.#scope.produce({ ...artefact, labels: told.labels });
    return { text: told.text, answer, labels: this.#labels, last: this.#conversation.last };
  }

  #ask(
    name: ElsewhereStep['name'],
    { prompt, session }: { prompt?: Labelled; session?: string | undefined },
  ): Promise<Told> {
    const { agent, after, complexity, ladder } = this.#request;
    const { elsewhere, library } = this.#ports;
    const said = prompt ?? this.#request.prompt;
    if (prompt) this.#conversation.add({ role: 'user', text: prompt.text, labels: prompt.labels });
    const unstored = this.#conversation.takeUnstored();
    return askElsewhere(this.#scope, this.#ports, {
      name,
      agent,
      terms: this.#terms,
      prompt: said,
      session,
      schema: this.#schema,
      complexity,
      ladder,
      conversation: this.#conversation.last,
      connect: () => elsewhere.runtimes.connect(agent, this.#terms),
      history: () => readMessages(library, this.#scope.tenant, { before: after, said: [] }),
      // Whoever is reached over the network has no use for a folder here.
      workspace: async () =>
        NEEDS_FOLDER.has(this.#terms.kind) ? elsewhere.findWorkspace?.(this.#scope.tenant, this.#scope.run) : undefined,
      messages: (told) => [
        ...unstored,
        ...(told.status === 'answered' ? [this.#conversation.link(toMessage(told))] : []),
      ],
    });
  }

  /** What it asks is not for another agent to answer: the run waits for a person. */
  async #answer({ text, session, labels }: Extract<Told, { status: 'asks' }>): Promise<Told> {
    const { agent } = this.#request;
    this.#labels = unionLabels(this.#labels, labels);
    const reply = await askApproval(this.#scope, {
      name: 'agent',
      title: `${agent.id} asks: ${text}`,
      shows: { kind: 'question', agent: agent.id, question: text.slice(0, 8_000), answer: 'Write it as the comment.' },
      decisions: ['approved', 'rejected'],
    });
    if (reply.status !== 'answered' || reply.decision === 'rejected')
      throw new AgentFailedError('agent_failed', `${agent.id} asked a question, and nobody would answer it: ${text}`);
    const answer = reply.comment ?? 'Yes.';
    return this.#ask('reply', { prompt: { text: answer, labels: [{ source: 'user' }] }, session });
  }

  /** Nobody is asked twice for what cannot be undone. */
  async #repair(told: Answered, problem: string): Promise<Told> {
    this.#repairs++;
    if (this.#repairs > REPAIRS || isGuarded(this.#terms.effect))
      throw new RunError('model_output_invalid', `the answer does not have its shape: ${problem}`);
    this.#conversation.addStored(toMessage(told));
    const wish = `The answer does not have the form that was asked for: ${problem}\nAnswer again with valid JSON only.`;
    const { text, labels } = this.#toPrompt();
    const again = told.session === undefined ? `${text}\n\nYour last answer was:\n\n${told.text}\n\n${wish}` : wish;
    return this.#ask('agent', { prompt: { text: again, labels }, session: told.session });
  }

  #toPrompt(): Labelled {
    const { prompt } = this.#request;
    if (this.#schema === undefined) return prompt;
    const form = `Answer only with JSON that satisfies this schema:\n${JSON.stringify(this.#schema)}`;
    return { text: `${prompt.text}\n\n${form}`, labels: prompt.labels };
  }
}

function toMessage({ text, labels }: Answered): Message {
  return { role: 'assistant', text, toolCalls: [], labels };
}
