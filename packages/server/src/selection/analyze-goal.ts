/** What a goal asks for, and who would work on it how if that was left open; no model is asked. */
import { type AgentBook, chooseTeam, type OpenWish, type Runtimes } from '@tutti/engine';
import type { Agent, Principal, RankedAgent, TaskAnalysis, TeamChoice } from '@tutti/protocol';
import type { Home } from '../home/open-home.ts';

export interface Question {
  readonly goal: string;
  /** How many agents are named. */
  readonly most?: number | undefined;
  /** Among whom; absent: all of the installation. */
  readonly book?: AgentBook | undefined;
  /** What of the choice is not left open. */
  readonly wish?: OpenWish;
}

const MOST_NAMED = 5;
/** Some of the best may not be set up here: so many are looked at. */
export const LOOKED_AT = 20;

export interface Analyzed extends TaskAnalysis {
  readonly chosen: TeamChoice;
}

export async function analyzeGoal(home: Home, principal: Principal, question: Question): Promise<Analyzed> {
  const { goal, most = MOST_NAMED, book = await home.agents.of(principal.tenant), wish = {} } = question;
  const { findEvidence } = await import('./find-evidence.ts');
  const [selector, evidence] = await Promise.all([home.selector.get(book), findEvidence(home, principal)]);
  const analysis = selector.analyze(goal, { evidence, most: Math.max(most, LOOKED_AT) });
  const chosen = await chooseReady(analysis, wish, { book, view: home.runtimes.view });
  return { ...analysis, agents: analysis.agents.slice(0, most), chosen };
}

interface Place extends Pick<Runtimes, 'view'> {
  readonly book: AgentBook;
}

/** Of those that can work here. Agents that were asked for are taken as they are: whoever begins the run is told what is missing. */
export async function chooseReady(analysis: TaskAnalysis, wish: OpenWish, place: Place): Promise<TeamChoice> {
  if (wish.agents) return chooseTeam(analysis, wish);
  const ready: RankedAgent[] = [];
  for (const ranked of analysis.agents.slice(0, LOOKED_AT)) {
    if (ready.length === MOST_NAMED) break;
    if (await isReady(place.book.get(ranked.id), place)) ready.push(ranked);
  }
  // Where nobody can, the run that is begun says what is missing.
  return chooseTeam(ready.length === 0 ? analysis : { ...analysis, agents: ready }, wish);
}

/** Whoever stands for a product that nobody has connected is not. */
export async function isReady(agent: Agent, { view }: Pick<Runtimes, 'view'>): Promise<boolean> {
  // A function is a part of the program that asks.
  return agent.runtime === 'function' || (await view(agent)).state !== 'not_configured';
}
