/**
 * Who should work on a request, and how: from its words alone, without a model. What was learnt beforehand ranks the agents that come
 * with Tutti; an agent that nobody has trained for is ranked by what it says of itself, against those that do best.
 */
import type { Agent, AgentId, RankedAgent, ScoreParts, TaskAnalysis } from '@tutti/protocol';
import { type Classification, classifyRequest, findWords } from './classify-request.ts';
import { type Evidence, weighEvidence } from './evidence.ts';
import { createLexicon, type LexiconData } from './lexicon.ts';
import { type LinearModelData, openLinearModel } from './linear/linear-model.ts';
import { findNeeds } from './find-needs.ts';
import { type Asked, type Match, matchAgents, type Ranking } from './match-agents.ts';
import { readText, type ReadText } from './read-text.ts';
import { createTextMatch } from './text-match.ts';
import { toFeatures } from './to-features.ts';
import { toShape } from './to-shape.ts';

/** What the selector was taught: data that comes with Tutti. */
export interface SelectionKnowledge {
  readonly lexicon: LexiconData;
  readonly agents: LinearModelData;
  readonly type: LinearModelData;
  readonly complexity: LinearModelData;
  readonly pattern: LinearModelData;
}

export interface AnalysisWish {
  readonly evidence?: Evidence;
  /** How many agents are named; default 5. */
  readonly most?: number;
}

export interface Selector {
  analyze(request: string, wish?: AnalysisWish): TaskAnalysis;
}

const MOST_NAMED = 5;
const LEAST_LIKELY = 0.001;
const MUTE = {
  type: 'general',
  complexity: 'low',
  pattern: 'single',
  reasons: ['no word in it says what is asked: its type and the order of the agents are no more than a guess'],
} as const satisfies Classification;
/** How far each part beside what was learnt and said can move an agent. */
const SWAY = { capability: 0.02, record: 0.06, load: 0.06, cost: 0.04 } as const;

export function createSelector(agents: readonly Agent[], knowledge: SelectionKnowledge): Selector {
  const lexicon = createLexicon(knowledge.lexicon);
  const models = {
    type: openLinearModel(knowledge.type),
    complexity: openLinearModel(knowledge.complexity),
    pattern: openLinearModel(knowledge.pattern),
  };
  const ranking: Ranking = {
    agents,
    lexicon,
    learnt: openLinearModel(knowledge.agents),
    texts: createTextMatch(agents, lexicon),
  };
  return {
    analyze(request, { evidence = new Map(), most = MOST_NAMED } = {}) {
      const read = readText(request, lexicon);
      const features = toFeatures(read);
      const asked = { read, features };
      const matches = matchAgents(ranking, asked);
      const whole = new Map([...features, ...toShape(request, read), ...toCandidates(agents, matches)]);
      // Signs and figures alone say nothing: whatever would be read out of them would be made up.
      const isMute = read.content.size === 0 && read.concepts.size === 0;
      const { reasons, ...classes } = isMute ? MUTE : classifyRequest(models, whole, read);
      const needs = isMute ? new Set<string>() : findNeeds(agents, read, matches);
      const ranked = rank(ranking, { asked, matches, needs, evidence, most });
      return { ...classes, capabilities: [...needs], reasons: [...reasons], agents: ranked };
    },
  };
}

/** Who would do it also tells what kind of work it is; of many agents nearly all are out of the question. */
function toCandidates(agents: readonly Agent[], matches: readonly Match[]): [string, number][] {
  return [...agents.entries()].flatMap(([index, { id }]): [string, number][] => {
    const likely = matches[index]?.likely ?? 0;
    return likely < LEAST_LIKELY ? [] : [[`a:${id}`, likely]];
  });
}

interface RankWish {
  readonly asked: Asked;
  readonly matches: readonly Match[];
  readonly needs: ReadonlySet<string>;
  readonly evidence: Evidence;
  readonly most: number;
}

function rank(ranking: Ranking, { asked, matches, needs, evidence, most }: RankWish): RankedAgent[] {
  const weigh = weighEvidence(evidence);
  const scored = ranking.agents.map((agent, index) => {
    const { likely = 0, learnt = 0, text = 0 } = matches[index] ?? {};
    const parts = { learnt, text, capability: shareOf(agent, needs), ...weigh(agent.id) };
    return { agent, index, parts, score: toScore(likely, parts) };
  });
  const best = scored.toSorted((one, other) => other.score - one.score || (one.agent.id < other.agent.id ? -1 : 1));
  return best.slice(0, most).map(({ agent, index, parts, score }) => ({
    id: agent.id,
    score: Math.min(1, round(score)),
    parts: roundParts(parts),
    reasons: explain(ranking, { agent: agent.id, index, parts, asked, needs: needsOf(agent, needs) }),
  }));
}

/** Words decide; the rest can only turn the balance between agents that suit about as well. */
function toScore(likely: number, parts: ScoreParts): number {
  const sway =
    1 +
    SWAY.capability * parts.capability +
    2 * SWAY.record * (parts.record - 0.5) +
    2 * SWAY.load * (parts.load - 0.5) +
    2 * SWAY.cost * (parts.cost - 0.5);
  return likely * sway;
}

function needsOf({ capabilities }: Agent, needs: ReadonlySet<string>): string[] {
  return capabilities.filter((capability) => needs.has(capability));
}

function shareOf(agent: Agent, needs: ReadonlySet<string>): number {
  return needs.size === 0 ? 0 : needsOf(agent, needs).length / needs.size;
}

interface Explained {
  readonly agent: AgentId;
  readonly index: number;
  readonly parts: ScoreParts;
  readonly asked: Asked;
  readonly needs: readonly string[];
}

function explain({ learnt, texts }: Ranking, { agent, index, parts, asked, needs }: Explained): string[] {
  const words = findWords(learnt.explain(asked.features, agent), asked.read);
  const shared = texts.findShared(asked.read, index).slice(0, 3);
  const { record, load, cost } = parts;
  return [
    ...(words.length > 0 ? [`people ask for it with ${words.join(', ')}`] : []),
    ...(shared.length > 0
      ? [`its own description speaks of ${shared.map((stem) => `"${toWord(stem, asked.read)}"`).join(', ')}`]
      : []),
    ...(needs.length > 0 ? [`it can do ${needs.join(', ')}`] : []),
    ...(record === 0.5
      ? []
      : [record > 0.5 ? 'its runs end well more often than usual' : 'its runs end well less often than usual']),
    ...(load < 0.5 ? ['it has open runs'] : []),
    ...(cost === 0.5 ? [] : [cost > 0.5 ? 'its model calls are free, local or cheap' : 'its model calls are dear']),
  ];
}

function toWord(stem: string, { words, stems }: ReadText): string {
  return words[stems.indexOf(stem)] ?? stem;
}

function roundParts(parts: ScoreParts): ScoreParts {
  return {
    learnt: round(parts.learnt),
    text: round(parts.text),
    capability: round(parts.capability),
    record: round(parts.record),
    load: round(parts.load),
    cost: round(parts.cost),
  };
}

function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
