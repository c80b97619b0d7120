/** The whole answer before it is spoken: tool calls, JSON or a draft in the agent's role. */
import type { ModelAnswer, ModelRequest } from '../../ports/model.ts';
import { answerFromSchema } from '../json-schema/answer-from-schema.ts';
import { type Brief, toBrief } from './brief.ts';
import { chooseTools } from './choose-tools.ts';
import { mendText } from './mend-text.ts';
import type { SeededRandom } from './seeded-random.ts';
import { countOutputTokens, cutToTokens, type Said } from './tokens.ts';
import { createToolWording, createWording } from './wording.ts';
import { writeDraft } from './write-draft.ts';

export type Composed = Said & Pick<ModelAnswer, 'finish'>;

export function composeAnswer(request: ModelRequest, random: SeededRandom): Composed {
  const brief = toBrief(request);
  const asked = callTools(request, brief, random);
  if (asked) return limit(asked, request.maxOutputTokens);
  if (request.answerSchema === undefined) {
    const mended = mendText(request.messages);
    if (mended !== undefined) return limit({ text: mended, toolCalls: [] }, request.maxOutputTokens);
    return limit({ text: writeDraft(brief, random.fork('draft')), toolCalls: [] }, request.maxOutputTokens);
  }
  return limit({ text: writeJson(request, brief, random), toolCalls: [] }, request.maxOutputTokens);
}

function callTools(request: ModelRequest, brief: Brief, random: SeededRandom): Said | undefined {
  const chosen = chooseTools(brief, request.tools);
  if (chosen.length === 0) return undefined;
  const wording = createToolWording(brief);
  const toolCalls = chosen.map(({ name, input }, index) => ({
    id: `call_${toCallId(random.fork(`id/${index}`))}`,
    name,
    input: answerFromSchema(input, { wording, random: random.fork(`input/${index}`), terse: true }),
  }));
  return { text: `This asks for ${chosen.map(({ name }) => name).join(' and ')}.`, toolCalls };
}

/** As rich as the schema allows; where that does not fit into the limit, as short as it allows. */
function writeJson(request: ModelRequest, brief: Brief, random: SeededRandom): string {
  const wording = createWording(brief);
  const write = (terse: boolean) =>
    JSON.stringify(answerFromSchema(request.answerSchema ?? true, { wording, random: random.fork('json'), terse }));
  const rich = write(false);
  const fits = countOutputTokens({ text: rich, toolCalls: [] }) <= request.maxOutputTokens;
  return fits ? rich : write(true);
}

function limit(said: Said, maxOutputTokens: number): Composed {
  if (countOutputTokens(said) <= maxOutputTokens) {
    return { ...said, finish: said.toolCalls.length > 0 ? 'tool_calls' : 'stop' };
  }
  // Half a tool call is none.
  return { text: cutToTokens(said.text, maxOutputTokens), toolCalls: [], finish: 'length' };
}

function toCallId(random: SeededRandom): string {
  return Array.from({ length: 16 }, () => random.pick(Array.from('0123456789abcdef'))).join('');
}
