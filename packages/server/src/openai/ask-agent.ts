/** A call to an agent or a team is a run: its journal, its budget, its page. What it says is told as it comes; what counts is what the run has come to. */
import { RunError, unpackPayload } from '@tutti/engine';
import {
  type Delta,
  isFinished,
  type Principal,
  RANDOM_BYTES,
  type RouteRecord,
  RunId,
  type RunState,
  TaskId,
  toIdText,
} from '@tutti/protocol';
import { toRunTopic } from '@tutti/adapters/bus';
import * as z from 'zod';
import type { ServerDeps } from '../server-deps.ts';
import type { Answered, Asked, Listening } from './asked.ts';
import { hearTeam } from './hear-team.ts';
import { SpokenText } from './spoken-text.ts';
import type { OpenAiCaller } from './open-ai-desk.ts';
import type { AgentTarget } from './target-book.ts';
import { toRequest } from './to-request.ts';

type Ports = Pick<ServerDeps, 'home' | 'clock' | 'random'>;

export interface AgentCall {
  readonly asked: Asked;
  readonly target: AgentTarget;
  readonly listening: Listening;
  /** Told as soon as there is one. */
  readonly onRun: (run: RunId) => void;
}

const Output = z.object({ text: z.string() });

export async function askAgent(ports: Ports, { caller, trace }: OpenAiCaller, call: AgentCall): Promise<Answered> {
  const { asked, target, listening, onRun } = call;
  const { home } = ports;
  const { principal } = caller;
  // Of its own run whoever may ask hears how it ends.
  const reader: Principal = { ...principal, rights: [...principal.rights, 'view'] };
  const [task, run] = [TaskId.parse(newId(ports, 'tsk')), RunId.parse(newId(ports, 'run'))];
  const request = await toRequest(home, principal, { asked, target, setting: { task, run, trace } });
  const spoken = new SpokenText(listening.onText ?? (() => {}));
  const stopListening = target.kind === 'agent' ? hear(ports, run, (delta) => spoken.hear(delta)) : () => {};
  const talk = new AbortController();
  const gone = Promise.withResolvers<never>();
  gone.promise.catch(() => undefined);
  const cancel = () => {
    home.engine.cancel(principal, run, 'whoever asked has gone').catch(() => undefined);
    gone.reject(listening.signal.reason);
  };
  try {
    await home.engine.submit(principal, request);
    onRun(run);
    const { engine, hub } = home;
    const place = { home: { engine, hub, principal: reader }, clock: ports.clock, run };
    const { onThought } = listening;
    const talked = target.kind === 'team' && onThought ? hearTeam(place, onThought, talk.signal) : undefined;
    if (listening.signal.aborted) cancel();
    listening.signal.addEventListener('abort', cancel, { once: true });
    await Promise.race([engine.untilSettled(reader, run, { signal: listening.signal }), gone.promise]);
    // What was decided last comes before the answer.
    if (isFinished((await engine.getRun(reader, run)).status)) await Promise.race([talked, gone.promise]);
    return await toAnswered(ports, reader, { run, asked, spoken });
  } finally {
    talk.abort();
    listening.signal.removeEventListener('abort', cancel);
    stopListening();
  }
}

function hear({ home }: Ports, run: RunId, onDelta: (delta: Delta) => void): () => void {
  const stopHere = home.hub.listen((notice) => {
    if (notice.type === 'delta' && notice.run === run) onDelta(notice);
  });
  // Another process may drive it.
  const stopElsewhere = home.hub.hearOthers(toRunTopic(run), (news) => {
    if (news.type === 'glimpse' && news.glimpse.type === 'delta') onDelta(news.glimpse);
  });
  return () => {
    stopHere();
    stopElsewhere();
  };
}

interface Ended {
  readonly run: RunId;
  readonly asked: Asked;
  readonly spoken: SpokenText;
}

async function toAnswered(ports: Ports, principal: Principal, { run, asked, spoken }: Ended): Promise<Answered> {
  const { home } = ports;
  const state = await home.engine.getRun(principal, run);
  assertCompleted(state);
  const output = state.output && (await unpackPayload(state.output, principal.tenant, home.store));
  const { text } = Output.parse(output);
  if (asked.stream) spoken.end(text);
  const said = asked.stream ? spoken.text : text;
  const route = await findRoute(ports, principal, run);
  return { text: said, toolCalls: [], finish: 'stop', usage: state.usage, model: asked.model, run, route };
}

function assertCompleted({ run, status, error }: RunState): void {
  if (status === 'completed' || !isFinished(status)) return;
  if (error) throw new RunError(error.code, `${error.message} (${run})`);
  throw new RunError('run_cancelled', `${run} was cancelled`);
}

async function findRoute({ home }: Ports, principal: Principal, run: RunId): Promise<RouteRecord | undefined> {
  let route: RouteRecord | undefined;
  for await (const event of home.engine.readEvents(principal, run))
    if (event.type === 'model.routed') route = event.route;
  return route;
}

function newId({ clock, random }: Ports, prefix: 'run' | 'tsk'): string {
  return toIdText(prefix, clock.now(), random.bytes(RANDOM_BYTES));
}
