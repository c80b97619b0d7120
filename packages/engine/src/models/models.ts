/** What a turn asks when it needs a model: which one answers this attempt, why, and what it may cost at worst. */
import type {
  Agent,
  Amount,
  BudgetRefusal,
  Complexity,
  FailureClass,
  Instant,
  ModelId,
  PassedOver,
  RouteRecord,
  RunId,
  Spent,
  StepPath,
  TenantId,
  Usage,
  UserId,
} from '@tutti/protocol';
import type { ModelAnswer, ModelCall, ModelRequest } from '../ports/model.ts';

/** One logical call: it may take several attempts, with several models. */
export interface CallWish {
  readonly tenant: TenantId;
  readonly run: RunId;
  readonly path: StepPath;
  /** Its policy counts. */
  readonly agent: Agent;
  /** Read when it is needed, and once. */
  read(): Promise<ModelRequest>;
  readonly complexity: Complexity;
  readonly user?: UserId;
}

export interface AttemptWish {
  /** From 1; counts the calls that were sent for this logical call, before a restart too. */
  readonly number: number;
  /** What does not allow the route that was chosen before. Of its ladder `cheaper` and `fewer_tokens` are tried; without one both are. */
  readonly refused?: BudgetRefusal;
}

export interface ChosenRoute {
  readonly record: RouteRecord;
  readonly worstCase: Amount;
  /** What made it fit after a refusal. */
  readonly step?: 'cheaper' | 'fewer_tokens';
  /** What a settlement says was bought, beside whose call it was. */
  toSpent(usage: Usage): Omit<Spent, 'path' | 'agent'>;
  /**
   * Waits for the server to be free, then for the answer, each with its own deadline. Its usage is priced, and estimated where the provider does not tell.
   * Rejects with ModelFailedError, or with the signal's reason. Can be called once.
   */
  answer(call: ModelCall): Promise<ModelAnswer>;
  /** What it answered was of use: an exact repeat may be answered with it. Absent: nothing is kept of it. */
  keep?(): void;
  /** It will not be asked: what was taken for it is free again. Does nothing once it was asked. Absent: nothing was taken. */
  giveBack?(): void;
}

export interface LogicalCall {
  /**
   * The route of the next attempt. Nothing is sent yet; what is not used by the next call of this is given back.
   * Rejects with NoRouteError where all are closed for now, NoModelError where none can ever answer, BudgetExceededError where nothing fits into what is left.
   */
  next(attempt: AttemptWish): Promise<ChosenRoute>;
}

export type RouteState = 'ready' | 'down' | 'probing' | 'waits' | 'quota' | 'busy';

/** How a model with one key is doing in this process. */
export interface RouteHealth {
  readonly model: ModelId;
  /** The name of the key; absent where none is needed. */
  readonly key?: string;
  readonly keyId?: string;
  readonly state: RouteState;
  /** No call is sent before. */
  readonly until?: Instant;
  /** What went wrong last. */
  readonly because?: FailureClass;
  /** Within the last minute. */
  readonly failures: number;
  /** Of the latest answers; absent before the first. */
  readonly firstTokenMs?: number;
  readonly tokensPerSecond?: number;
  readonly inFlight: number;
  /** For its server, which has no place free. */
  readonly waiting: number;
}

/** A model that was looked at for a call. */
export interface Candidate {
  readonly model: ModelId;
  readonly key?: string;
  readonly free: boolean;
  readonly local: boolean;
  readonly strength: number;
  readonly worstCase?: Amount;
  /** Absent: it could answer. */
  readonly passedOver?: PassedOver;
}

export interface RouteLook {
  /** Absent: none can answer now. */
  readonly record?: RouteRecord;
  /** When one may be able to; absent where one is, or where waiting changes nothing. */
  readonly until?: Instant;
  /** In the order in which they would be tried. */
  readonly candidates: readonly Candidate[];
  /** As the record has it, also where there is none. */
  readonly passedOver: readonly PassedOver[];
}

export interface Models {
  /** What one logical call may use, again and again until it is answered. Nothing is sent yet. */
  open(wish: CallWish): LogicalCall;
  /** What would be chosen now. Nothing is sent, taken or counted. */
  look(wish: CallWish): Promise<RouteLook>;
  /** Somebody has just seen the model answer with this key, named by its id: what kept it from being asked does so no more. */
  confirm(model: ModelId, key: string | undefined): void;
  /** Those that this tenant may use. */
  health(tenant: TenantId): readonly RouteHealth[];
}
