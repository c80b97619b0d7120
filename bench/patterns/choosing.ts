/**
 * Whether a team chooses better than chance: members of known skill answer questions whose right answer only this file knows.
 * The figure against which all are held is a random member, which is right as often as the members are on average.
 */
import { createHash } from 'node:crypto';
import type { ModelRequest } from '@tutti/engine';
import { AgentId } from '@tutti/protocol';
import type { Figure } from '../report/figure.ts';
import type { Measure } from '../report/measure.ts';
import { type BenchTeam, openTeam, type TeamTask } from './open-team.ts';

/** How often each is right. */
const SKILLS: Readonly<Record<string, number>> = { ann: 0.35, bob: 0.45, cid: 0.55, dan: 0.75 };
const MEMBERS = Object.keys(SKILLS);
const CHANCE = Object.values(SKILLS).reduce((sum, skill) => sum + skill, 0) / MEMBERS.length;
/** How often somebody who did not make two answers knows the right one when it is shown. */
const EYE = 0.75;
/** How often a judge simply takes the first one. */
const SWAYED = 0.15;
const QUESTIONS = 40;
/** What a bidder says of itself; ann boasts. */
const SAID: Readonly<Record<string, number>> = { ann: 0.95, bob: 0.45, cid: 0.55, dan: 0.75 };

export const choosing: Measure = {
  name: 'choosing',
  async measure({ scratch, rounds, say }) {
    await using team = await openTeam(await scratch.directory(), answer);
    const count = QUESTIONS * rounds;
    const competitive = await countRight(
      team,
      { pattern: 'competitive', options: { judges: ['jim', 'kim', 'lea'].map((id) => AgentId.parse(id)) } },
      count,
    );
    say(`competitive: ${competitive.right} of ${count}`);
    const consensus = await countRight(team, { pattern: 'consensus', options: { quorum: 'majority' } }, count);
    say(`consensus: ${consensus.right} of ${count}, ${consensus.undecided} not decided`);
    const auction = await countRight(team, { pattern: 'auction' }, count);
    say(`auction: ${auction.right} of ${count}, ${auction.firstRight} by whoever won first`);
    return [
      { name: 'a random member is right', value: percent(CHANCE), unit: '%', note: 'by how they were made' },
      toFigure('competitive: the chosen answer is right', competitive.right / count, { margin: 15, count }),
      toFigure('consensus: the decided answer is right', consensus.right / count, { margin: 10, count }),
      toFigure('auction: whoever wins first is right', auction.firstRight / count, { margin: 5, count }),
      toFigure('auction: what comes out is right', auction.right / count, { margin: 25, count }),
    ];
  },
};

function toFigure(name: string, share: number, { margin, count }: { margin: number; count: number }): Figure {
  return {
    name,
    value: percent(share),
    unit: '%',
    target: { atLeast: percent(CHANCE) + margin },
    note: `± ${percent(1.96 * Math.sqrt((share * (1 - share)) / count))} %, ${count} questions; a random member + ${margin} %`,
  };
}

function percent(share: number): number {
  return Math.round(1_000 * share) / 10;
}

interface Counted {
  right: number;
  undecided: number;
  firstRight: number;
}

async function countRight(team: BenchTeam, task: Omit<TeamTask, 'agents' | 'goal'>, count: number): Promise<Counted> {
  const counted: Counted = { right: 0, undecided: 0, firstRight: 0 };
  for (let question = 1; question <= count; question++) {
    const goal = `Question ${question} of ${task.pattern}: which number is it?`;
    // Where nobody's work holds, an auction ends without an answer: that is not right either.
    const end = await team.run({ ...task, agents: MEMBERS, goal }).catch(() => undefined);
    if (!end) continue;
    const { text, outcome, details } = end;
    if (text.includes(toText(goal, true))) counted.right++;
    if (outcome === 'no_consensus') counted.undecided++;
    const [, first] = /"awards":\[\{"part":0,"by":"(\w+)"/u.exec(JSON.stringify(details)) ?? [];
    if (first !== undefined && isRight(first, goal)) counted.firstRight++;
  }
  return counted;
}

/** The same for the same words: from 0 to 1. */
function chance(...words: readonly string[]): number {
  return createHash('sha256').update(words.join('/')).digest().readUInt32BE() / 2 ** 32;
}

function isRight(agent: string, goal: string): boolean {
  return chance('skill', agent, goal) < (SKILLS[agent] ?? 0);
}

/** A calculation, so that an auction can see what became of the work; whoever judges or votes is not told that it is one. */
function toText(goal: string, right: boolean, by = ''): string {
  const one = 2 + Math.floor(90 * chance('one', goal));
  const result = right ? one * 7 : one * 7 + 1 + Math.floor(9 * chance('wrong', goal, by));
  // Only in an auction is it written so that it can be checked without a model.
  return goal.includes('auction') ? `${one} × 7 = ${result}` : `seven times ${one} is ${result}.`;
}

function answer({ agent, messages }: ModelRequest): string {
  const prompt = messages.findLast(({ role }) => role === 'user')?.text ?? '';
  const [goal = ''] = /Question \d+ of \w+: which number is it\?/u.exec(prompt) ?? [];
  if (prompt.includes('Answer A:')) return JSON.stringify(compare(agent, goal, prompt));
  if (prompt.includes('Vote on these')) return JSON.stringify(vote(agent, goal, prompt));
  if (prompt.startsWith('Work is given away'))
    return JSON.stringify({ bids: [{ part: 1, confidence: SAID[agent] ?? 0.5, effort: 10, plan: 'Reckon.' }] });
  const own = toText(goal, isRight(agent, goal), agent);
  if (prompt.includes('Endorse the one') || prompt.includes('Propose your own'))
    return JSON.stringify({ endorses: 'none', summary: own, answer: own });
  return own;
}

function compare(agent: string, goal: string, prompt: string) {
  const [first = '', second = ''] = prompt.split('Answer B:');
  const right = toText(goal, true);
  if (chance('sway', agent, prompt) < SWAYED) return { better: 'A', why: 'It stands first.' };
  if (first.includes(right) === second.includes(right)) return { better: 'neither', why: 'They are alike.' };
  const sees = chance('eye', agent, goal) < EYE;
  return { better: first.includes(right) === sees ? 'A' : 'B', why: 'It is nearer.' };
}

function vote(agent: string, goal: string, prompt: string) {
  const proposals = [...prompt.matchAll(/^- (\w+):\n> (.*)$/gmu)].map(([, name = '', text = '']) => ({ name, text }));
  const sees = chance('eye', agent, prompt.length.toString(), goal) < EYE;
  const right = proposals.find(({ text }) => text.includes(toText(goal, true)));
  const other = proposals[Math.floor(proposals.length * chance('other', agent, goal))];
  return { choice: (sees ? (right ?? other) : other)?.name ?? 'none', acceptable: [], reason: 'As I see it.' };
}
