import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createAgentBook, InvalidInputError } from '@tutti/engine';
import { type Agent, Goal, type TaskAnalysis } from '@tutti/protocol';
import { createClient } from '@tutti/sdk';
import * as z from 'zod';
import type { CommandContext, CommonOptions } from '../command-context.ts';
import { findServerPlace } from '../desk/open-desk.ts';
import type { ServerPlace } from '../desk/remote-desk.ts';
import { EXIT } from '../exit-code.ts';
import { parseCount } from '../parse-count.ts';
import { writeLine } from '../terminal.ts';
import { toPlainLine } from '../view/plain-text.ts';
import { renderAnalysis } from '../view/render-analysis.ts';
import { createStyle } from '../view/style.ts';

export interface AnalyzeOptions extends CommonOptions {
  readonly file?: string;
  readonly most: string;
}

type Analyst = (request: string) => Promise<TaskAnalysis>;

/** Opens no store where there is no server: what is weighed are words. */
export async function analyzeCommand(
  context: CommandContext,
  request: string | undefined,
  options: AnalyzeOptions,
): Promise<number> {
  const most = parseCount(options.most, '--most');
  if ((request === undefined) === (options.file === undefined))
    throw new InvalidInputError('give either a request or --file', 'request');
  const place = await findServerPlace(context);
  const analyze = place ? toServer(place, most) : await openFiles(context, most);
  if (options.file !== undefined) await analyzeFile(context, options.file, { analyze, json: options.json === true });
  else await tell(context, { request: parseRequest(request, 'request'), analyze, json: options.json === true });
  return EXIT.done;
}

async function openFiles({ config, clock, terminal: { err } }: CommandContext, most: number): Promise<Analyst> {
  const { chooseReady, LOOKED_AT, openAgents, openSelector, viewRuntime } = await import('@tutti/server/home');
  using book = await openAgents({ directory: config.dataDirectory, clock });
  for (const problem of book.problems) writeLine(err, `agents: ${toPlainLine(problem)}`);
  if (config.database || existsSync(join(config.dataDirectory, 'tutti.db')))
    writeLine(err, 'agents: no server runs here, so only those of files and those that come with Tutti are weighed.');
  const selector = await openSelector(book).get();
  const agents = createAgentBook(book.list());
  const view = (agent: Agent) => viewRuntime(config.dataDirectory, agent);
  return async (request) => {
    const analysis = selector.analyze(request, { most: Math.max(most, LOOKED_AT) });
    const chosen = await chooseReady(analysis, {}, { book: agents, view });
    return { ...analysis, agents: analysis.agents.slice(0, most), chosen };
  };
}

function toServer({ url, token }: ServerPlace, most: number): Analyst {
  const client = createClient({ url, ...(token !== undefined && { token }) });
  return (request) => client.call('analyzeTask', { request, most });
}

interface Question {
  readonly request: string;
  readonly id?: string | number;
  readonly analyze: Analyst;
  readonly json: boolean;
}

async function tell({ terminal: { out } }: CommandContext, { request, id, analyze, json }: Question): Promise<void> {
  const analysis = await analyze(request);
  if (json) writeLine(out, JSON.stringify({ ...(id !== undefined && { id }), ...analysis }));
  else for (const line of renderAnalysis(request, analysis, createStyle(out.color))) writeLine(out, line);
}

const Line = z.object({ id: z.union([z.string(), z.number()]), request: z.string() });

/** Answers in the order of the lines. */
async function analyzeFile(
  context: CommandContext,
  file: string,
  { analyze, json }: Pick<Question, 'analyze' | 'json'>,
): Promise<void> {
  const lines = createInterface({ input: await openInput(file), crlfDelay: Infinity });
  let number = 0;
  for await (const text of lines) {
    number += 1;
    if (text.trim() === '') continue;
    const { id, request } = parseLine(text, `${file}:${number}`);
    await tell(context, { request: parseRequest(request, `${file}:${number}`), id, analyze, json });
  }
}

async function openInput(file: string): Promise<NodeJS.ReadableStream> {
  if (file === '-') return process.stdin;
  const refuse = (why: string, cause?: unknown) => new InvalidInputError(`${file} ${why}`, 'file', { cause });
  const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
    throw refuse(`cannot be read (${error.code})`, error);
  });
  if ((await handle.stat()).isFile()) return handle.createReadStream();
  await handle.close();
  throw refuse('is no file');
}

function parseLine(text: string, place: string): z.infer<typeof Line> {
  try {
    return Line.parse(JSON.parse(text));
  } catch (cause) {
    const problem = `${place} is no JSON object with id and request`;
    throw new InvalidInputError(`${problem}. Write {"id": "1", "request": "..."}.`, 'file', { cause });
  }
}

function parseRequest(text: string | undefined, place: string): string {
  const parsed = Goal.safeParse(text);
  if (!parsed.success) throw new InvalidInputError(`${place}: ${parsed.error.issues[0]?.message}`, 'request');
  return parsed.data;
}
