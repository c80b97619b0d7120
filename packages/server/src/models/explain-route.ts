/** Which model would answer, and why. Nothing is sent, taken or counted. */
import type { Candidate, ModelRequest, Models, RouteLook } from '@tutti/engine';
import { Agent, type Complexity, type Modality, type Principal, RunId, StepPath } from '@tutti/protocol';
import { type RouteExplanation, toMoney, toOptionalTime, toRouteView } from '@tutti/protocol/api';

export interface RouteQuestion {
  readonly text: string;
  readonly agent: Agent | undefined;
  readonly complexity?: Complexity | undefined;
  readonly needs: {
    readonly tools?: boolean | undefined;
    readonly structured?: boolean | undefined;
    readonly input?: readonly Modality[] | undefined;
    readonly maxOutputTokens?: number | undefined;
  };
}

/** Everybody's policy: it leaves everything open. */
const ANYBODY = Agent.parse({
  id: 'anybody',
  purpose: 'Answers whatever is asked.',
  capabilities: ['general'],
  instructions: 'Answer.',
});
/** The question belongs to no run. */
const NO_RUN = RunId.parse(`run_${'0'.repeat(36)}`);
const NO_PATH = StepPath.parse('explain');

export async function explainRoute(
  models: Models,
  { tenant, user }: Principal,
  question: RouteQuestion,
): Promise<RouteExplanation> {
  const agent = question.agent ?? ANYBODY;
  const { complexity: usual } = agent.models;
  const complexity = question.complexity ?? (usual === 'auto' ? 'medium' : usual);
  const read = async () => toRequest(agent, question);
  const look = await models.look({ tenant, user, run: NO_RUN, path: NO_PATH, agent, complexity, read });
  return toExplanation(look, { ...(question.agent && { agent: agent.id }), complexity });
}

function toExplanation(
  { record, until, candidates }: RouteLook,
  asked: Pick<RouteExplanation, 'agent' | 'complexity'>,
): RouteExplanation {
  return {
    ...asked,
    route: record ? toRouteView(record) : null,
    until: toOptionalTime(until),
    candidates: candidates.map(toCandidateView),
  };
}

function toCandidateView({ passedOver, worstCase, ...candidate }: Candidate): RouteExplanation['candidates'][number] {
  return {
    ...candidate,
    usd: worstCase && toMoney(worstCase.costNanoUsd),
    why: passedOver?.why,
    detail: passedOver?.detail,
  };
}

const MEDIA_TYPES: Readonly<Record<Exclude<Modality, 'text'>, string>> = {
  image: 'image/png',
  pdf: 'application/pdf',
  audio: 'audio/mpeg',
  video: 'video/mp4',
};

/** As a turn would ask it, as far as that makes a difference to who may answer. */
function toRequest({ id, instructions, tools, models }: Agent, { text, needs }: RouteQuestion): ModelRequest {
  const { input = [], structured = false, maxOutputTokens = models.maxOutputTokens } = needs;
  const kinds = input.flatMap((modality) => (modality === 'text' ? [] : MEDIA_TYPES[modality]));
  const files = kinds.map((mediaType) => ({ mediaType, blob: new Uint8Array() }));
  const names = (needs.tools ?? tools.length > 0) ? (tools.length > 0 ? tools : ['any']) : [];
  return {
    agent: id,
    system: instructions,
    messages: [{ role: 'user', text, labels: [], ...(files.length > 0 && { files }) }],
    tools: names.map((name) => ({ name, description: '', input: { type: 'object' } })),
    maxOutputTokens,
    seed: '',
    ...(structured && { answerSchema: { type: 'object' } }),
  };
}
