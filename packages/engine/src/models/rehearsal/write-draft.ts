import type { Brief, ToolResult } from './brief.ts';
import type { Draft } from './draft.ts';
import { draftAdvise } from './draft-advise.ts';
import { draftAnalyse } from './draft-analyse.ts';
import { draftCode } from './draft-code.ts';
import { draftCritique } from './draft-critique.ts';
import { draftEdit } from './draft-edit.ts';
import { draftPlan } from './draft-plan.ts';
import { draftResearch } from './draft-research.ts';
import { draftReview } from './draft-review.ts';
import { draftSummarise } from './draft-summarise.ts';
import { draftTest } from './draft-test.ts';
import { draftWrite } from './draft-write.ts';
import { type Role, toRole } from './role.ts';
import type { SeededRandom } from './seeded-random.ts';
import { shorten } from './words.ts';

const DRAFTS: Readonly<Record<Role, Draft>> = {
  plan: draftPlan,
  research: draftResearch,
  code: draftCode,
  review: draftReview,
  test: draftTest,
  write: draftWrite,
  edit: draftEdit,
  analyse: draftAnalyse,
  critique: draftCritique,
  summarise: draftSummarise,
  advise: draftAdvise,
};

/** What the agent's role would say to the brief, with what its tools have answered first. */
export function writeDraft(brief: Brief, random: SeededRandom): string {
  const draft = DRAFTS[toRole(brief)](brief, random);
  return [...brief.results.map(describeResult), draft].join('\n\n');
}

export function describeResult({ name, text, failed }: ToolResult): string {
  const said = shorten(text.replace(/\s+/gu, ' ').trim(), 300);
  return failed ? `The tool ${name} failed: ${said}` : `The tool ${name} answered: ${said}`;
}
