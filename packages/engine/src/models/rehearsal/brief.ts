/** What one call gives the rehearsal model to work with, read out of the request. */
import type { AgentId } from '@tutti/protocol';
import type { Message, ModelRequest } from '../../ports/model.ts';
import { findSubjects, shorten, toSentences } from './words.ts';

export interface ToolResult {
  readonly name: string;
  readonly text: string;
  readonly failed: boolean;
}

export interface Brief {
  readonly agent: AgentId;
  /** The first sentence of the agent's instructions behind the one that says who it is. */
  readonly purpose: string;
  /** The last thing that the user said, whole. */
  readonly request: string;
  /** What is to be done: the first paragraph of the request. */
  readonly goal: string;
  /** What it is to be done with: the paragraphs behind the goal, or the goal where there are none. */
  readonly material: string;
  /** The first fenced block of the request. */
  readonly code: string | undefined;
  /** Sentences of the material. */
  readonly sentences: readonly string[];
  /** Never empty; the goal's own come first. */
  readonly subjects: readonly string[];
  /** What tools have answered since the user last spoke. */
  readonly results: readonly ToolResult[];
}

/** Behind this, a text is not read on: a rehearsal stays quick however long a conversation grows. */
const READ_LIMIT = 40_000;
/** Says who speaks next, not what about. */
const HANDED_OVER = /^#+ Handed over by .*$/gmu;
/** What the program keeps and explains: nothing to write about. */
const KEPT_BY_PROGRAM = /\n\n## (?:Facts that must not be lost|Still open|How to hand over)\n[\s\S]*?(?=\n\n## |$)/gu;
const INTRODUCTION = /^You are [a-z0-9-]+\.$/u;
const FENCE = /```[^\n`]*\n([\s\S]*?)```/u;

export function toBrief(request: ModelRequest): Brief {
  const lastUser = request.messages.findLastIndex(({ role }) => role === 'user');
  const said = (request.messages[lastUser]?.text ?? '').slice(0, READ_LIMIT);
  const task = said.replace(KEPT_BY_PROGRAM, '');
  const code = FENCE.exec(task)?.[1]?.trim();
  const { goal, material } = splitRequest(task.replace(FENCE, '\n\n').replace(HANDED_OVER, ''));
  // What ends in a colon announces something and says nothing itself.
  const sentences = toSentences(material).filter((sentence) => !sentence.endsWith(':'));
  const toolNames = new Set(request.tools.map(({ name }) => name.toLowerCase()));
  const subjects = [...new Set([...findSubjects(goal), ...findSubjects(material)])].filter(
    (subject) => !toolNames.has(subject.toLowerCase()),
  );
  return {
    agent: request.agent,
    purpose: toSentences(request.system.slice(0, READ_LIMIT)).find((sentence) => !INTRODUCTION.test(sentence)) ?? '',
    request: task,
    goal,
    material,
    code: code === undefined || code === '' ? undefined : code,
    sentences: sentences.length > 0 ? sentences : [goal],
    subjects: subjects.length > 0 ? subjects : [shorten(goal, 60)],
    results: request.messages.slice(lastUser + 1).flatMap(toResult),
  };
}

function splitRequest(said: string): { goal: string; material: string } {
  const paragraphs = said.split(/\n\s*\n/u).map((paragraph) => paragraph.trim());
  const [first = '', ...rest] = paragraphs.filter((paragraph) => /[^\s#:*-]/u.test(paragraph));
  const headed = /^(?:#+\s*)?(?:goal|task|request|question)\s*:?\s*\n?/iu;
  const body = first.replace(headed, '').trim();
  // A paragraph that is nothing but a heading names the next one.
  const [goal = 'the task', ...others] = body === '' ? rest : [body, ...rest];
  const [firstSentence = goal] = toSentences(goal);
  return { goal: shorten(firstSentence, 300), material: others.join('\n\n') || goal };
}

function toResult(message: Message): ToolResult[] {
  if (message.role !== 'tool') return [];
  return [{ name: message.name, text: message.text.slice(0, READ_LIMIT), failed: message.failed }];
}
