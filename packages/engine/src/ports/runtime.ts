/** What an agent whose turns no model takes needs from outside: something that answers in its own way. */
import type {
  Agent,
  Budget,
  EffectClass,
  Json,
  Label,
  Labelled,
  RunId,
  RuntimeKind,
  RuntimeView,
  TenantId,
  Usage,
} from '@tutti/protocol';
import type { Message } from './model.ts';

/** Where a turn goes, decided once at its beginning: it holds for the whole turn, whatever the configuration says later. */
export interface RuntimeTerms {
  readonly kind: RuntimeKind;
  /** Of the connection; it stands in the journal and in the labels of the answer. */
  readonly name: string;
  /** What a turn may cause in the world. It decides what may happen after a crash. */
  readonly effect: EffectClass;
  readonly timeoutMs: number;
  /** What one turn costs at most. Absent, or in one of its parts: nobody knows. */
  readonly worstCase?: Budget | undefined;
  /** What is spoken with, such as the origin of its address: a turn that began there goes on nowhere else. */
  readonly target?: string | undefined;
  /** It runs on machines of the owner's. */
  readonly local: boolean;
}

export type RuntimeChoice =
  | { readonly by: 'elsewhere'; readonly terms: RuntimeTerms }
  /** A model answers in its place; what it writes is headed by this notice. */
  | { readonly by: 'model'; readonly notice?: string | undefined };

export interface RuntimeTurn {
  readonly tenant: TenantId;
  readonly run: RunId;
  readonly agent: Agent;
  readonly prompt: Labelled;
  /** What was said before in this conversation, the oldest first. */
  readonly history: readonly Message[];
  /** The other side's own name for what it was asked before in this turn. */
  readonly session?: string | undefined;
  /** Absolute folder of the run, when it has one. */
  readonly workspace?: string | undefined;
  /** JSON Schema that the answer's text must satisfy as JSON. */
  readonly schema?: Json | undefined;
  /** The same key means the same wish: a receiver that honours it acts once. */
  readonly key: string;
  /** W3C traceparent of the step, to be sent along. */
  readonly trace?: string | undefined;
  readonly signal: AbortSignal;
  onDelta(text: string): void;
}

/** A file or a text that the other side made beside its answer. */
export interface RuntimeArtefact {
  readonly name: string;
  readonly mediaType: string;
  readonly text: string;
}

interface Answering {
  /** As the other side tells it; absent where it does not. */
  readonly usage?: Usage | undefined;
  readonly labels: readonly Label[];
}

export type RuntimeAnswer =
  | ({
      readonly status: 'answered';
      readonly text: string;
      readonly artefacts?: readonly RuntimeArtefact[];
      readonly session?: string;
    } & Answering)
  /** It has begun, and goes on without us: it is never begun again, but looked for under this name. */
  | { readonly status: 'underway'; readonly session: string }
  /** It cannot go on before somebody answers. */
  | ({ readonly status: 'asks'; readonly text: string; readonly session: string } & Answering);

/**
 * Rejects with AgentFailedError; one that does not say that nothing happened leaves an effect in doubt. When the signal is
 * aborted for good (`isStoppedForGood`) it stops the other side, too.
 */
export interface AgentRuntime {
  readonly kind: RuntimeKind;
  take(turn: RuntimeTurn): Promise<RuntimeAnswer>;
  /** Waits for what is under way. May be called any number of times, in any process. */
  follow?(session: string, turn: RuntimeTurn): Promise<RuntimeAnswer>;
}

export interface Runtimes {
  /** Sends nothing. Rejects with AgentFailedError and the code `agent_not_configured`, saying what to set. */
  choose(agent: Agent): Promise<RuntimeChoice>;
  /** By the terms that were chosen. */
  connect(agent: Agent, terms: RuntimeTerms): Promise<AgentRuntime>;
  view(agent: Agent): Promise<RuntimeView>;
}
