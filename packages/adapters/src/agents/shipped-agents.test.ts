/** The agents that come with Tutti, held to the facts that they were written from and to what makes a catalogue of use. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { applyPreset, parseAgentFile, renderAgentFile } from '@tutti/engine';
import type { Agent } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { CatalogueFile } from '../catalogue/catalogue-file.ts';
import { createModelCatalogue } from '../catalogue/model-catalogue.ts';
import { listAgentFiles, readAgentFolder } from './read-agent-folder.ts';

const CATALOG = join(import.meta.dirname, '..', '..', '..', '..', 'catalog');
const FOLDER = join(CATALOG, 'agents');

/** What the systems before this one said of each agent; the same id in two of them is one agent. */
const Fact = z.strictObject({
  id: z.string(),
  suites: z.array(z.string()),
  capabilities: z.array(z.string()),
  tools: z.array(z.string()),
  aliases: z.array(z.string()).default([]),
  category: z.string().optional(),
  role: z.string().optional(),
  product: z.string().optional(),
  /** In their order: models that the policy of then names. */
  models: z.array(z.string()).optional(),
});

const facts = z
  .array(Fact)
  .parse(JSON.parse(await readFile(join(import.meta.dirname, 'testing', 'agent-facts.json'), 'utf8')));
const agents = await readAgentFolder(FOLDER);
const byId = new Map(agents.map((agent) => [agent.id as string, agent]));

/** The work of a tool is done by one of these sets, or by one tool of this name. */
const TOOLS = new Set(
  `filesystem github database postgresql slack memory time brave_search sequential_thinking prometheus docker audit_log web_fetch
  calculate statistics analysis knowledge browser shell code_run`.split(/\s+/u),
);
const HYPHENATED = /^[a-z0-9]+(?:-[a-z0-9]+)*$/u;

function get(id: string): Agent {
  const agent = byId.get(id);
  if (!agent) throw new Error(`no file for ${id}`);
  return agent;
}

describe('the catalogue of agents', () => {
  it('is the same when it is written out and read again', () => {
    for (const agent of agents) expect(parseAgentFile(renderAgentFile(agent), agent.id)).toEqual(agent);
  });

  it('holds the 86 agents of the four suites and nobody else', () => {
    expect([...byId.keys()].toSorted()).toEqual(facts.map(({ id }) => id));
    expect(agents).toHaveLength(86);
    const sizes = new Map<string, number>();
    for (const suite of agents.flatMap(({ suites }) => suites)) sizes.set(suite, (sizes.get(suite) ?? 0) + 1);
    expect(Object.fromEntries(sizes)).toEqual({
      'organized-system': 40,
      sutazai: 38,
      revoagent: 9,
      'pygent-factory': 3,
    });
  });

  it('keeps each file in the folder of its first suite', async () => {
    for (const file of await listAgentFiles(FOLDER))
      expect(dirname(file), file).toBe(get(basename(file, '.md')).suites[0]);
  });

  it.each(facts)('has everything in $id that it was known for', (fact) => {
    const agent = get(fact.id);
    expect(agent.suites).toEqual(fact.suites);
    expect(agent.capabilities).toEqual(expect.arrayContaining(fact.capabilities));
    expect(new Set(agent.capabilities).size).toBe(agent.capabilities.length);
    for (const capability of agent.capabilities) expect(capability).toMatch(HYPHENATED);
    expect(agent.tools).toEqual(expect.arrayContaining(fact.tools));
    expect(agent.tools.filter((tool) => !TOOLS.has(tool))).toEqual([]);
    expect(agent.product).toBe(fact.product);
    if (fact.category !== undefined) expect(agent).toMatchObject({ category: fact.category, role: fact.role });
    expect(agent.category).toBeDefined();
    expect(agent.role).toBeDefined();
    const names = [agent.id, ...agent.aliases].map((name) => name.replaceAll('-', ''));
    for (const alias of fact.aliases) expect(names).toContain(alias.replaceAll(/[-_]/gu, ''));
  });

  it.each(agents)('lets $id cause nothing by itself that cannot be taken back', ({ effects, ask }) => {
    expect(effects).not.toContain('irreversible');
    expect(effects).not.toContain('compensatable');
    expect(effects.filter((effect) => ask.includes(effect))).toEqual([]);
  });

  it('says of each in one sentence of its own what it is for', () => {
    for (const { id, purpose } of agents) expect(purpose, id).toMatch(/^.{20,158}[.]$/u);
    expect(new Set(agents.map(({ purpose }) => purpose)).size).toBe(agents.length);
  });

  it('gives three or four examples each, and none twice', () => {
    for (const { id, examples } of agents) {
      expect(examples.length, id).toBeGreaterThanOrEqual(3);
      expect(examples.length, id).toBeLessThanOrEqual(4);
    }
    const all = agents.flatMap(({ examples }) => examples.map((example) => example.toLowerCase()));
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('the instructions of the agents', () => {
  it.each(agents)('of $id have the size that can be read at a sitting', ({ instructions }) => {
    const words = instructions.split(/\s+/u).length;
    expect(words).toBeGreaterThanOrEqual(170);
    expect(words).toBeLessThanOrEqual(330);
  });

  it('hand over to agents that there are, each to somebody else', () => {
    for (const { id, instructions } of agents)
      expect(namedIn(instructions).filter((name) => byId.has(name) && name !== id).length, id).toBeGreaterThan(0);
    const strangers = agents.flatMap(({ id, instructions }) =>
      namedIn(toLastParagraph(instructions)).flatMap((name) => (byId.has(name) ? [] : [`${id}: ${name}`])),
    );
    expect(strangers).toEqual([]);
  });

  it('are no two alike', () => {
    const runs = agents.map(({ id, instructions }) => ({ id, runs: toRuns(instructions) }));
    const alike = runs.flatMap((one, index) =>
      runs.slice(index + 1).flatMap((other) => {
        const shared = overlap(one.runs, other.runs);
        return shared < 0.04 ? [] : [`${one.id} and ${other.id}: ${shared.toFixed(3)}`];
      }),
    );
    expect(alike).toEqual([]);
  });

  it('begin each in a way of their own', () => {
    const openings = agents.map(({ instructions }) => instructions.split(/\s+/u).slice(0, 4).join(' ').toLowerCase());
    expect(new Set(openings).size).toBe(openings.length);
  });
});

describe('the policies of the agents for models', async () => {
  const file = CatalogueFile.parse(JSON.parse(await readFile(join(CATALOG, 'models', 'catalogue.json'), 'utf8')));
  const models = createModelCatalogue(file, { today: '2026-11-21' });
  const isFree = (id: string) => {
    const card = models.findCard(id);
    return card?.free !== undefined || card?.local === true;
  };

  it.each(agents)('let $id ask free or local models first, and a paid one where it may', ({ id, models: policy }) => {
    expect(policy.prefer.length).toBeGreaterThanOrEqual(2);
    expect(policy.prefer.filter((name) => !isFree(name))).toEqual([]);
    expect(policy.fallback.length === 0).toBe(policy.paid === 'never');
    expect(new Set([...policy.prefer, ...policy.fallback]).size, id).toBe(
      policy.prefer.length + policy.fallback.length,
    );
  });

  it.each(agents)('give $id models that answer as much as it may ask for', ({ models: policy }) => {
    for (const name of [...policy.prefer, ...policy.fallback])
      expect(models.findCard(name)?.output, name).toBeGreaterThanOrEqual(policy.maxOutputTokens);
  });

  it.each(facts.filter((fact) => fact.models !== undefined))(
    'name what is served today for each model that $id named before',
    ({ id, models: named = [] }) => {
      const { prefer, fallback } = get(id).models;
      const today = named.map((name) => {
        const card = models.findCard(name);
        return card?.retired ? card.retired.successor : card?.id;
      });
      expect([...prefer, ...fallback]).toEqual(expect.arrayContaining(today));
    },
  );

  it('may be put aside for one that asks local models first, all of them served', () => {
    const { prefer, fallback } = applyPreset(get('testing'), 'local_first').models;
    expect(get('debug').models).toMatchObject({ prefer, fallback });
    for (const name of [...prefer, ...fallback]) expect(models.findCard(name)).toMatchObject({ id: name });
    for (const name of [...prefer, ...fallback]) expect(models.findCard(name)?.retired).toBeUndefined();
    expect(prefer.filter((name) => !isFree(name))).toEqual([]);
    expect(applyPreset(get('private-data-analyst'), 'local_first')).toBe(get('private-data-analyst'));
  });

  it('ask local models first where the work was local before', () => {
    const local = agents.filter(({ models: { prefer } }) => prefer[0]?.startsWith('ollama/'));
    expect(local.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['code-generator', 'debug', 'deploy', 'browser', 'architecture-advisor', 'generation']),
    );
  });
});

/** What stands between backticks and could be somebody's id. */
function namedIn(text: string): string[] {
  return [...text.matchAll(/`([a-z][a-z0-9-]*)`/gu)].flatMap(([, name]) => name ?? []);
}

function toLastParagraph(text: string): string {
  return text.slice(text.lastIndexOf('\n\n') + 1);
}

/** Which share of the shorter text's runs of three words stands in the other one. */
function overlap(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const [shorter, longer] = one.size < other.size ? [one, other] : [other, one];
  return shorter.intersection(longer).size / shorter.size;
}

function toRuns(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(words.slice(2).map((word, index) => [words[index], words[index + 1], word].join(' ')));
}
