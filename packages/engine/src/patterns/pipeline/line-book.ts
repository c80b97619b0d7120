/** What has become of each item at each stage, and the result that follows from it. */
import { type AgentId, type Json, type Label, type Labelled, unionLabels } from '@tutti/protocol';
import type { Contribution, PatternResult } from '../pattern.ts';
import { cutText } from '../quoting/cut-text.ts';
import { shareRoom } from '../quoting/share-room.ts';
import type { FoundItems } from './find-items.ts';

/** An item that a stage gave up. */
export interface SetAside {
  /** Counted from 1, as the stage is. */
  readonly item: number;
  readonly stage: number;
  readonly by: AgentId;
  readonly tries: number;
  readonly reason: string;
}

/** The output of a run may take 16 MiB: what would go beyond is cut where it is longest. The journal has it whole. */
const RESULT_BUDGET = 3_000_000;
const CONTRIBUTIONS_BUDGET = 1_500_000;
const TITLE_LIMIT = 80;

export class LineBook {
  readonly #found: FoundItems;
  readonly #agents: readonly AgentId[];
  /** By item: what each stage has made of it. */
  readonly #made: (Contribution & Labelled)[][];
  readonly #setAside: SetAside[] = [];

  constructor(found: FoundItems, agents: readonly AgentId[]) {
    this.#found = found;
    this.#agents = agents;
    this.#made = found.items.map(() => []);
  }

  pass(item: number, made: Contribution & Labelled): void {
    this.#made[item - 1]?.push(made);
  }

  setAside(what: SetAside): void {
    this.#setAside.push(what);
  }

  findLast(item: number): (Contribution & Labelled) | undefined {
    return this.#made[item - 1]?.at(-1);
  }

  /** `out`: the items that have come through, in the order in which they are to stand. */
  toResult(out: readonly number[], labels: readonly Label[]): PatternResult {
    const aside = this.#setAside.toSorted((one, other) => one.item - other.item);
    const all = this.#made.flat();
    const room = shareRoom(
      all.map(({ text }) => text.length),
      CONTRIBUTIONS_BUDGET,
    );
    return {
      outcome: out.length === 0 ? 'no_result' : aside.length > 0 ? 'partial' : 'finished',
      result: {
        text: this.#toText(out, aside),
        labels: unionLabels(labels, ...out.map((item) => this.findLast(item)?.labels ?? [])),
      },
      contributions: all.map(({ by, text }) => ({ by, text: cutText(text, room) })),
      details: this.#toDetails(out, aside),
    };
  }

  #toText(out: readonly number[], aside: readonly SetAside[]): string {
    const texts = out.map((item) => this.findLast(item)?.text ?? '');
    if (this.#found.items.length === 1 && texts[0] !== undefined) return texts[0];
    const room = shareRoom(
      texts.map(({ length }) => length),
      RESULT_BUDGET,
    );
    const sections = out.map((item, place) => `## ${this.#toTitle(item)}\n\n${cutText(texts[place] ?? '', room)}`);
    const lines = aside.map(
      ({ item, stage, by, reason }) => `- ${this.#toTitle(item)}: at stage ${stage} (${by}): ${toLine(reason)}`,
    );
    return [...sections, ...(lines.length === 0 ? [] : [`## Set aside\n\n${lines.join('\n')}`])].join('\n\n');
  }

  #toTitle(item: number): string {
    return `${item}. ${cutTitle(toLine(this.#found.items[item - 1] ?? ''))}`;
  }

  #toDetails(out: readonly number[], aside: readonly SetAside[]): Json {
    const stages = this.#agents.map((by, place) => ({
      by,
      passed: this.#made.filter(({ length }) => length > place).length,
      setAside: aside.filter(({ stage }) => stage === place + 1).length,
    }));
    return {
      from: this.#found.from,
      items: this.#found.items.length,
      out: [...out],
      setAside: aside.map((each) => ({ ...each })),
      stages,
    };
  }
}

function toLine(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim();
}

function cutTitle(line: string): string {
  return line.length > TITLE_LIMIT ? `${line.slice(0, TITLE_LIMIT).replace(/[\uD800-\uDBFF]$/, '')}…` : line;
}
