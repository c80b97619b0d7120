/** At the end every required fact must stand in the result: what is missing is noticed, and nothing of it gets lost. */
import type { FactCheck, Labelled } from '@tutti/protocol';
import type { FactLedger } from './fact-ledger.ts';
import { FACTS_HEADING, toLine } from './write-prompt.ts';

/** A text that became much shorter is a list of what was missing, and not the whole text again. */
const LEAST_SHARE = 0.5;

/** A text that may be the result, and what it lacks. */
export interface Mended extends Labelled {
  readonly missing: FactLedger;
}

/** The second text, where it says more of what is required and is still a whole one. */
export function takeBetter(first: Mended, second: Mended): Mended {
  const isWhole = second.text.length >= first.text.length * LEAST_SHARE;
  return isWhole && second.missing.length < first.missing.length ? second : first;
}

/** What nobody has put into the text is put under it, for everybody to see. */
export function withFacts(text: string, missing: FactLedger): string {
  if (missing.length === 0) return text;
  return `${text.trimEnd()}\n\n## ${FACTS_HEADING}\n\n${missing.map((fact) => `- ${toLine(fact)}`).join('\n')}`;
}

interface Looks {
  readonly first: FactLedger;
  readonly last: FactLedger;
  /** Nothing can be put under its answer. */
  readonly inForm: boolean;
}

export function toFactCheck(facts: FactLedger, { first, last, inForm }: Looks): FactCheck {
  const ids = (some: FactLedger) => some.map(({ id }) => id);
  return {
    required: facts.filter(({ required }) => required).length,
    missing: ids(first),
    mended: ids(first.filter((fact) => !last.includes(fact))),
    appended: inForm ? [] : ids(last),
    lost: inForm ? ids(last) : [],
  };
}
