/** Lets the program decide what its runs ask: each question once, also those that an earlier process left open. */
import type { ApprovalDecision, DoubtVerdict, LiveNotice, OpenApproval, RunId } from '@tutti/protocol';
import { isFinished, listOpenApprovals } from '@tutti/protocol';
import type { Home } from '@tutti/server/home';
import { readStanding } from './read-standing.ts';
import { DecisionNeededError, toKeptAside } from './run-errors.ts';

export type Decision =
  | ApprovalDecision
  /** Of an effect in doubt: whether it happened. */
  | DoubtVerdict
  /** The comment is shown to whoever asked. */
  | { readonly decision: ApprovalDecision | DoubtVerdict; readonly comment?: string };

/** What it throws, whoever waits for the run gets; the run goes on waiting. */
export type Approve = (asked: OpenApproval) => Promise<Decision> | Decision;

/** After these something may wait for a person that did not before. */
const MAY_ASK: ReadonlySet<string> = new Set(['wait.started', 'effect.doubted', 'run.parked']);
const LAST: ReadonlySet<string> = new Set(['run.completed', 'run.failed', 'run.cancelled']);
const PAGE = 100;

/** What has become of a question. Only those that are open still keep anybody from waiting. */
type Asked =
  | { readonly is: 'asked' | 'answered' }
  /** Nobody decides it: this is what whoever waits for the run gets. */
  | { readonly is: 'stuck'; readonly why: unknown };

export class ApprovalDesk implements Disposable {
  readonly #home: Home;
  readonly #approve: Approve | undefined;
  readonly #asked = new Map<RunId, Map<string, Asked>>();
  readonly #waiting = new Map<RunId, Set<(why: unknown) => void>>();
  readonly #stop: () => void;

  constructor(home: Home, approve: Approve | undefined) {
    this.#home = home;
    this.#approve = approve;
    this.#stop = home.hub.listen((notice) => this.#hear(notice));
  }

  /** What was left open. */
  async lookAtAll(): Promise<void> {
    const { engine, principal } = this.#home;
    let cursor: string | undefined;
    do {
      const filter = { open: true, limit: PAGE, ...(cursor !== undefined && { cursor }) };
      const page = await engine.listRuns(principal, filter);
      for (const { run } of page.runs) await this.#look(run);
      cursor = page.next;
    } while (cursor !== undefined);
  }

  /** Until the run has ended. Rejects when it waits for a decision that nobody makes, or is kept aside. */
  async untilEnd(run: RunId): Promise<void> {
    const { engine, principal } = this.#home;
    const { promise: stuck, reject } = Promise.withResolvers<never>();
    const waiting = this.#waiting.get(run) ?? new Set();
    // Listens first and looks then, so that nothing falls between.
    this.#waiting.set(run, waiting.add(reject));
    stuck.catch(() => {});
    const left = new AbortController();
    try {
      const { state, isKeptAside } = await readStanding(this.#home, run);
      if (isKeptAside) throw toKeptAside(run);
      if (isFinished(state.status)) return;
      await this.#look(run);
      await Promise.race([engine.untilSettled(principal, run, { signal: left.signal }), stuck]);
    } finally {
      left.abort();
      waiting.delete(reject);
      if (waiting.size === 0 && this.#waiting.get(run) === waiting) this.#waiting.delete(run);
    }
  }

  [Symbol.dispose](): void {
    this.#stop();
  }

  #hear(notice: LiveNotice): void {
    if (notice.type !== 'events') return;
    const { run, events } = notice;
    if (events.some(({ type }) => MAY_ASK.has(type))) this.#look(run).catch((error: unknown) => this.#tell(run, error));
    if (events.some(({ type }) => type === 'run.quarantined')) this.#tell(run, toKeptAside(run));
    if (events.some(({ type }) => LAST.has(type))) this.#asked.delete(run);
  }

  /** Asks what was not asked yet, and tells whoever waits of the first question that nobody decides. */
  async #look(run: RunId): Promise<void> {
    const { engine, principal } = this.#home;
    const open = listOpenApprovals(await engine.getRun(principal, run));
    if (open.length === 0) return;
    const asked = this.#asked.get(run) ?? new Map<string, Asked>();
    this.#asked.set(run, asked);
    for (const approval of open.filter((each) => !asked.has(toQuestion(each)))) this.#ask(approval, asked);
    const stuck = open.map((each) => asked.get(toQuestion(each))).find((each) => each?.is === 'stuck');
    if (stuck) this.#tell(run, stuck.why);
  }

  #ask(approval: OpenApproval, asked: Map<string, Asked>): void {
    const question = toQuestion(approval);
    if (!this.#approve) {
      asked.set(question, { is: 'stuck', why: new DecisionNeededError(approval) });
      return;
    }
    asked.set(question, { is: 'asked' });
    // Others go on meanwhile: a person may take long.
    this.#decide(approval, this.#approve).catch((error: unknown) => {
      // The program may have answered it by itself meanwhile.
      if (asked.get(question)?.is !== 'asked') return;
      asked.set(question, { is: 'stuck', why: error });
      this.#tell(approval.run, error);
    });
  }

  async #decide(approval: OpenApproval, approve: Approve): Promise<void> {
    await this.answer(approval, await approve(approval));
  }

  async answer(approval: OpenApproval, given: Decision): Promise<void> {
    const { decision, comment } = typeof given === 'string' ? { decision: given, comment: undefined } : given;
    const { engine, principal } = this.#home;
    const { run, path, subject } = approval;
    const said = comment === undefined ? {} : { comment };
    await engine.answerApproval(principal, run, { path, subject, decision, ...said });
    // It stays open until the run has heard of it.
    this.#asked.get(run)?.set(toQuestion(approval), { is: 'answered' });
  }

  #tell(run: RunId, why: unknown): void {
    for (const reject of this.#waiting.get(run) ?? []) reject(why);
  }
}

function toQuestion({ path, subject }: OpenApproval): string {
  return `${path} ${subject}`;
}
