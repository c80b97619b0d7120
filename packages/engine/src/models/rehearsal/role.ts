/** Which kind of work an agent does, guessed from its name and purpose. */
import type { Brief } from './brief.ts';
import { toWords } from './words.ts';

const SIGNS = {
  plan: [
    'plan',
    'coordinat',
    'architect',
    'manag',
    'roadmap',
    'organis',
    'organiz',
    'orchestrat',
    'schedul',
    'project',
  ],
  research: ['research', 'search', 'investigat', 'scout', 'discover'],
  code: ['cod', 'develop', 'engineer', 'program', 'implement', 'debug', 'refactor', 'build'],
  review: ['review', 'audit', 'inspect', 'securit', 'complian', 'approv'],
  test: ['test', 'qa', 'quality', 'validat', 'verif'],
  write: ['writ', 'author', 'document', 'content', 'communicat', 'copy', 'report', 'draft'],
  edit: ['edit', 'proofread', 'polish', 'rewrit'],
  analyse: ['analy', 'data', 'metric', 'statistic', 'monitor', 'financ'],
  critique: ['critic', 'critiq', 'challeng', 'sceptic', 'skeptic', 'judge', 'red-team'],
  summarise: ['summar', 'condens', 'digest', 'brief', 'abstract'],
} as const;

export type Role = keyof typeof SIGNS | 'advise';

const ENTRIES = Object.entries(SIGNS) as [keyof typeof SIGNS, readonly string[]][];

/** Agents of the catalogue whose words would be taken for another craft. */
const KNOWN = new Map<string, Role>([
  ['chat', 'advise'],
  ['database', 'code'],
  ['shell-automation-specialist', 'code'],
  ['authentication', 'review'],
  ['grade', 'review'],
  ['semgrep-security-analyzer', 'review'],
  ['examination', 'write'],
  ['generation', 'write'],
  ['marketing', 'write'],
  ['knowledge', 'research'],
  ['browser', 'research'],
  ['performance', 'analyse'],
  ['performance-optimizer', 'analyse'],
  ['hardware-resource-optimizer', 'analyse'],
  ['context-optimization-engineer', 'analyse'],
  ['agentgpt-autonomous-executor', 'plan'],
  ['autogpt-autonomous-executor', 'plan'],
  ['autonomous-system-controller', 'plan'],
  ['business', 'plan'],
  ['complex-problem-solver', 'plan'],
  ['deploy', 'plan'],
  ['dify-automation-specialist', 'plan'],
  ['langflow-workflow-designer', 'plan'],
  ['system-optimizer-reorganizer', 'plan'],
  ['task', 'plan'],
  ['workflow', 'plan'],
]);

export function toRole({ agent, purpose }: Pick<Brief, 'agent' | 'purpose'>): Role {
  // In a compound the last word says what somebody is: a code-review reviews.
  const byName = KNOWN.get(agent) ?? agent.split('-').reverse().map(findRole).find(Boolean);
  return byName ?? toWords(purpose.toLowerCase()).map(findRole).find(Boolean) ?? 'advise';
}

function findRole(word: string): Role | undefined {
  return ENTRIES.find(([, signs]) => signs.some((sign) => word.startsWith(sign)))?.[0];
}
