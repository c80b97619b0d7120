/** What a run has brought, read from its journal. */
import { unpackPayload } from '@tutti/engine';
import type { Artefact, Json, RunEvent, RunId, Usage } from '@tutti/protocol';
import type { Home } from '@tutti/server/home';
import * as z from 'zod';
import type { DefinedAgent } from './define-agent.ts';
import { RunFailedError } from './run-errors.ts';

export interface RunArtefact extends Omit<Artefact, 'blob'> {
  read(): Promise<Uint8Array>;
  text(): Promise<string>;
}

export interface FinishedRun {
  readonly id: RunId;
  /** What came out in the end. */
  readonly text: string;
  /** How it ended, in the words of its pattern, such as `finished`, `agreed` or `partial`. */
  readonly outcome: string;
  /** What its pattern decided, with the evidence: votes, bids, verdicts, handoffs. */
  readonly details: Json;
  /** What each agent said, in order. */
  readonly contributions: readonly { readonly by: string; readonly text: string }[];
  /** The documents that it made, the result among them. */
  readonly artefacts: readonly RunArtefact[];
  readonly events: readonly RunEvent[];
  readonly usage: Usage;
  /** Which models answered. `tutti/rehearsal` understands nothing: it is what answers where there is no other. */
  readonly models: readonly string[];
  /** What this agent said last, in the form that its definition gives it. */
  from<Answer>(agent: DefinedAgent<Answer>): Answer;
}

const Outcome = z.object({
  text: z.string(),
  outcome: z.string(),
  details: z.json().default(null),
  contributions: z.array(z.object({ by: z.string(), text: z.string() })),
});

/** Throws where it did not end well. */
export async function readFinishedRun(home: Home, run: RunId): Promise<FinishedRun> {
  const { engine, principal, store } = home;
  const state = await engine.getRun(principal, run);
  if (state.status !== 'completed' || !state.output) throw new RunFailedError(state);
  const events = await Array.fromAsync(engine.readEvents(principal, run));
  const { text, outcome, details, contributions } = toOutcome(
    await unpackPayload(state.output, principal.tenant, store),
  );
  const executions = await engine.listExecutions(principal, run);
  const models = executions.flatMap(({ kind, model }) => (kind === 'model' && model !== undefined ? [model] : []));
  return {
    id: run,
    text,
    outcome,
    details,
    contributions,
    artefacts: state.artefacts.map((artefact) => toArtefact(home, artefact)),
    events,
    usage: state.usage,
    models: [...new Set(models)],
    from(agent) {
      const said = contributions.findLast(({ by }) => by === agent.id);
      if (!said) throw new RangeError(`${agent.id} said nothing in ${run}`);
      return agent.read(said.text);
    },
  };
}

/** Runs of other programs than a team's have an outcome of their own. */
function toOutcome(output: Json): z.infer<typeof Outcome> {
  const parsed = Outcome.safeParse(output);
  return parsed.success
    ? parsed.data
    : { text: JSON.stringify(output), outcome: 'finished', details: null, contributions: [] };
}

function toArtefact({ engine, principal }: Home, { blob, ...about }: Artefact): RunArtefact {
  const read = async () => {
    const bytes = await engine.findBlob(principal, blob);
    if (!bytes) throw new RangeError(`the bytes of ${about.name} are no longer there`);
    return bytes;
  };
  return { ...about, read, text: async () => new TextDecoder().decode(await read()) };
}
