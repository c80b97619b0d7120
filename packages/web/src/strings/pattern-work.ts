/** Teams that share the work out among them: by turns, by parts, by items, or from a board. */
import { count } from './count.ts';

export const SWARM = {
  searching: (round: number) => `Round ${round} is under way.`,
  open: (open: number) => `${count(open, 'lead is', 'leads are')} open.`,
  stopped: (rounds: number) => `Ended after ${count(rounds, 'round', 'rounds')}.`,
  reason: {
    rounds: 'There were no rounds left.',
    used_up: 'No lead was open any more.',
    nothing_better: 'Nothing better was found.',
    budget: 'The budget ended.',
  } as Readonly<Record<string, string>>,
  best: 'Best so far, the newest first',
  inRound: 'Round',
  value: 'Value',
  finding: 'Finding',
  by: (by: string) => `by ${by}`,
  findings: 'Findings by strength',
  ignored: (ignored: number) => `${ignored} posts counted for nothing`,
  leads: 'Leads by strength',
  strengthOf: (id: string) => `Strength of ${id}`,
  valued: (value: number) => value.toLocaleString('en'),
  foundBy: (by: string, round: number) => `${by}, round ${round}.`,
  evidence: (evidence: string) => `Evidence: ${evidence}`,
  confirmed: (names: string) => `Confirmed by ${names}`,
  doubted: (names: string) => `Doubted by ${names}`,
  looks: (looks: number) => (looks === 0 ? 'not taken yet' : `taken ${count(looks, 'time', 'times')}`),
  looking: (names: string) => `Looked at now by ${names}`,
};

export const PIPELINE = {
  items: (items: number, from: string) => `${count(items, 'item', 'items')} ${from}.`,
  from: {
    items: 'that were given',
    list: 'of the list in the goal',
    lines: 'from the lines of the goal',
    goal: 'that is the goal itself',
  } as Readonly<Record<string, string>>,
  how: (buffer: number, atOnce: number) => `${buffer} may wait before a stage, ${atOnce} at a time in one.`,
  order: { kept: 'Their order is kept.', free: 'They come out as each is done.' } as Readonly<Record<string, string>>,
  stages: 'Stages',
  out: (out: number, items: number) => `${out} of ${items} came through`,
  stage: (stage: number) => `Stage ${stage}`,
  doneAt: (stage: number) => `Items at stage ${stage}`,
  passed: (passed: string, items: string) => `${passed} of ${items} done`,
  here: (here: string) => `${here} here`,
  aside: (aside: string) => `${aside} set aside`,
  again: (again: string) => `${again} on a second try`,
  setAside: 'Set aside',
  item: (item: number) => `Item ${item}`,
  asideAt: (stage: number, by: string, tries: number) =>
    `at stage ${stage} (${by}), after ${count(tries, 'try', 'tries')}:`,
  moreAside: (more: number) => `and ${more.toLocaleString('en')} more, which are among the events`,
};

export const SEQUENTIAL = {
  hops: 'From one to the next',
  progress: (done: number, of: number) => `${done} of ${of}`,
  askedBack: 'asked back',
  contradicts: 'contradicts',
  contradicted: (fact: string, stated: string) => `Against fact ${fact}${stated === '' ? '' : ` (${stated})`}:`,
  open: 'Still open',
  hands: (to: string) => `to ${to}`,
  carries: (facts: number, required: number) =>
    `with ${count(facts, 'fact', 'facts')}${required === 0 ? '' : `, ${required} of them required`}`,
  asks: (by: string, of: string) => `${by} asks ${of}:`,
  answers: (of: string) => `${of} answers:`,
  leftOpen: (reason: string) => `Left open: ${reason}`,
  required: (required: number) => `${count(required, 'fact', 'facts')} had to stand in the result.`,
  allThere: 'All were there.',
  missing: (facts: string) => `Missing at first: ${facts}.`,
  mended: (facts: string) => `Put in when asked again: ${facts}.`,
  appended: (facts: string) => `Put under the text: ${facts}.`,
  lost: (facts: string) => `Not in the result: ${facts}.`,
};

export const PARALLEL = {
  working: 'They are at work, each alone.',
  gathered: 'Who answered',
  count: (answered: number, all: number) => `${answered} of ${all}`,
  answered: 'answered',
  missing: 'no answer',
  stopped: 'stopped, enough had answered',
  times: (times: number) => `${times} times`,
  enough: (enough: number) => `${enough} were enough.`,
  parts: (parts: number) => `${count(parts, 'part', 'parts')}.`,
  missingParts: (parts: string) => `Missing: part ${parts}.`,
  reassigned: 'Parts that somebody else took over',
  moved: (from: string, to: string, part: number | undefined) =>
    `${part === undefined ? '' : `Part ${part}: `}from ${from} to ${to}.`,
  how: {
    synthesis: (by: string) => `${by} made one answer of all.`,
    alone: () => 'There was one answer, and it is the result.',
    sections: (by: string) => `${by} made no answer of them: they stand one under another.`,
  } as Readonly<Record<string, (by: string) => string>>,
  of: (names: string) => `From ${names}.`,
};
