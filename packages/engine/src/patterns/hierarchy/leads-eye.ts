import type { AgentId, Label } from '@tutti/protocol';
import { tryTurn } from '../members/try-turn.ts';
import type { PatternContext } from '../pattern.ts';
import { toVerdictQuestion, type Verdict, type VerdictAsk } from './verdict-question.ts';

export interface Seen {
  /** `none`: the lead gave none. */
  readonly verdict: Verdict['verdict'] | 'none';
  readonly reason: string;
  readonly labels: readonly Label[];
}

/** So often in a row, and a lead that gives no verdict is not waited for any more. */
const MOST_FAILURES = 2;

/** The lead as it looks at pieces, for as long as it does. */
export class LeadsEye {
  readonly #lead: AgentId;
  #failures = 0;
  #reason = '';

  constructor(lead: AgentId) {
    this.#lead = lead;
  }

  async look(ask: VerdictAsk, own: PatternContext): Promise<Seen> {
    if (this.#failures >= MOST_FAILURES) return this.#toNone();
    const tried = await tryTurn(this.#lead, own.ask(this.#lead, toVerdictQuestion(ask)));
    if ('absence' in tried) {
      this.#failures++;
      this.#reason = tried.absence.reason;
      return this.#toNone();
    }
    this.#failures = 0;
    const { answer, labels } = tried.value;
    const reason = answer.reason.trim() === '' ? `${this.#lead} gave no reason` : answer.reason.trim();
    return { verdict: answer.verdict, reason, labels };
  }

  #toNone(): Seen {
    return { verdict: 'none', reason: `${this.#lead} did not look at it: ${this.#reason}`, labels: [] };
  }
}
