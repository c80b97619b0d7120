/** Tasks that say what has to be able to be done, not by whom: the team is selected, its work is a session that can be watched. */
import { chooseTeam, InvalidInputError } from '@tutti/engine';
import {
  type PatternOptions,
  PATTERNS,
  PatternWish,
  type Priority,
  type RankedAgent,
  RunId,
  type TaskAnalysis,
} from '@tutti/protocol';
import type { NamedAgent, Tutti } from '../tutti.ts';
import { type CoordinationSession, toCoordinationSession } from './coordination-session.ts';

export interface OrchestratedTask {
  readonly goal: string;
  /** What the members have to be able to do: each of these by one of them at least. */
  readonly requiredCapabilities?: readonly string[];
  /** At most so many. */
  readonly maxAgents?: number;
  /** Absent: whoever suits it best by capability, record, load and cost. */
  readonly agents?: readonly NamedAgent[];
  /** Absent: `auto`, what suits the goal. */
  readonly pattern?: PatternWish;
  readonly patternOptions?: PatternOptions;
  readonly priority?: Priority;
  readonly deadline?: Date;
  /** The same id is the same session. */
  readonly id?: string;
}

export interface SelectedAgent extends Pick<RankedAgent, 'id' | 'score' | 'parts' | 'reasons'> {
  /** Of the capabilities that are required, those that it has. */
  readonly covers: readonly string[];
}

/** Of those that suit a goal, so many are looked at. */
const LOOKED_AT = 100;

type Master = Pick<Tutti, 'start' | 'analyze' | 'getAgent' | 'isReady' | 'getRun' | 'readEvents' | 'watch'>;

export class MasterOrchestrator {
  readonly #tutti: Master;

  constructor(tutti: Master) {
    this.#tutti = tutti;
  }

  /** Begins, and gives the id of the session. */
  async orchestrateTask(task: OrchestratedTask): Promise<string> {
    const { requiredCapabilities, maxAgents, agents, pattern = 'auto', ...wish } = task;
    const isOpen = requiredCapabilities === undefined && maxAgents === undefined;
    // Whoever names the agents has selected them.
    if (agents || isOpen) return this.#tutti.start({ ...wish, pattern, ...(agents && { agents }) });
    const choice = await this.#choose(task, pattern);
    const ids = choice.selected.map(({ id }) => id);
    return this.#tutti.start({ ...wish, pattern: choice.pattern, agents: ids });
  }

  /** Who would work on it by that pattern, whoever suits it best first. Nothing is begun. */
  async selectOptimalAgents(task: OrchestratedTask, pattern: PatternWish = 'auto'): Promise<readonly SelectedAgent[]> {
    return (await this.#choose(task, PatternWish.parse(pattern))).selected;
  }

  /** How it stands right now. */
  async monitorCoordinationSession(sessionId: string): Promise<CoordinationSession> {
    const run = RunId.parse(sessionId);
    const events = await Array.fromAsync(this.#tutti.readEvents(run));
    return toCoordinationSession(await this.#tutti.getRun(run), events, Date.now());
  }

  /** How it stands after everything that happens, until its end. */
  async *watchCoordinationSession(sessionId: string): AsyncGenerator<CoordinationSession> {
    for await (const told of this.#tutti.watch(RunId.parse(sessionId)))
      if (told.type !== 'words') yield await this.monitorCoordinationSession(sessionId);
  }

  async #choose(task: OrchestratedTask, wish: PatternWish) {
    const { goal, requiredCapabilities = [], maxAgents, patternOptions: options } = task;
    const analysis = await this.#tutti.analyze(goal, { most: LOOKED_AT });
    const agents = await this.#findAble(analysis, requiredCapabilities);
    const pattern = wish === 'auto' ? undefined : wish;
    const chosen = chooseTeam({ ...analysis, agents }, { pattern, options });
    const team = new Set<string>(chosen.agents.slice(0, maxAgents));
    const selected = cover(agents, { team, required: requiredCapabilities, most: maxAgents ?? Infinity });
    const { least } = PATTERNS[chosen.pattern];
    if (selected.length < least)
      throw new InvalidInputError(
        `${chosen.pattern} needs ${least} agents, and ${selected.length} suit the task`,
        'agents',
      );
    return { pattern: chosen.pattern, selected };
  }

  async #findAble({ agents }: TaskAnalysis, required: readonly string[]): Promise<(RankedAgent & SelectedAgent)[]> {
    const able: (RankedAgent & SelectedAgent)[] = [];
    for (const ranked of agents) {
      const { capabilities } = await this.#tutti.getAgent(ranked.id);
      const covers = required.filter((wanted) => capabilities.includes(wanted));
      const isAsked = required.length === 0 || covers.length > 0;
      if (isAsked && (await this.#tutti.isReady(ranked.id))) able.push({ ...ranked, covers });
    }
    const lacking = required.find((wanted) => able.every(({ covers }) => !covers.includes(wanted)));
    if (lacking !== undefined) throw new InvalidInputError(`no agent here can do ${lacking}`, 'requiredCapabilities');
    return able;
  }
}

interface Cover {
  readonly team: ReadonlySet<string>;
  readonly required: readonly string[];
  readonly most: number;
}

/** The team, and for what none of it can do whoever suits best among those who can, in the place of the weakest where it is full. */
function cover(agents: readonly SelectedAgent[], { team, required, most }: Cover): readonly SelectedAgent[] {
  let selected = agents.filter(({ id }) => team.has(id));
  for (const wanted of required) {
    if (selected.some(({ covers }) => covers.includes(wanted))) continue;
    const able = agents.find(({ covers }) => covers.includes(wanted));
    const spare = selected.findLast((member) => isSpare(member, selected));
    if (selected.length >= most && !spare)
      throw new InvalidInputError(`${most} agents cannot do all of ${required.join(', ')}`, 'maxAgents');
    const kept = selected.length >= most ? selected.filter((member) => member !== spare) : selected;
    selected = able ? [...kept, able] : kept;
  }
  return selected;
}

/** All that it can do another one of them can, too. */
function isSpare(member: SelectedAgent, selected: readonly SelectedAgent[]): boolean {
  const others = selected.filter((other) => other !== member);
  return member.covers.every((able) => others.some(({ covers }) => covers.includes(able)));
}
