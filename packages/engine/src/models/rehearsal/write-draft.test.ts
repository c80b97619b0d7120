import { AgentId } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { toBrief } from './brief.ts';
import { toRole } from './role.ts';
import { createSeededRandom } from './seeded-random.ts';
import { writeDraft } from './write-draft.ts';

const TEXT = `Write release notes for the task scheduler, which keeps paused jobs up to 30 days.

From the researcher:

The scheduler stores jobs in SQLite. Pausing a job keeps its place in the queue. It is very fast in order to please everybody. TODO: say what happens to child jobs.`;

function draft(agent: string, text = TEXT, seed = 'seed'): string {
  const request = {
    agent: AgentId.parse(agent),
    system: `You are ${agent}. Looks after backups. Works alone.`,
    messages: [{ role: 'user' as const, text, labels: [] }],
    tools: [],
    maxOutputTokens: 1_000,
    seed,
  };
  return writeDraft(toBrief(request), createSeededRandom(seed));
}

describe('writeDraft', () => {
  it.each(['project', 'research', 'coding', 'testing', 'drafting', 'critic', 'backup'])(
    'lets %s speak of what the goal speaks of',
    (agent) => {
      const text = draft(agent).toLowerCase();
      expect(text).toContain('release notes');
      expect(text.length).toBeGreaterThan(150);
      expect(text).not.toMatch(/undefined|nan|\bnull\b/u);
    },
  );

  it('speaks of what was handed over, and not of the words that announce it', () => {
    const text = 'Plan a ferry.\n\n## Handed over by project\n\nThe winter timetable comes first.';
    expect(draft('drafting', text)).toContain('winter timetable');
    expect(draft('drafting', text)).not.toMatch(/handed/iu);
  });

  it('numbers the steps of a plan', () => {
    expect(draft('project')).toMatch(/^1\. .+\n2\. .+\n3\. /mu);
  });

  it('quotes what a reviewer objects to', () => {
    expect(draft('code-review')).toMatch(/Blocker\. "TODO: say what happens to child jobs\."/u);
    expect(draft('code-review')).toContain('Verdict: rework.');
  });

  it('reviews the code that it was handed', () => {
    expect(draft('code-review', 'Review this.\n\n```ts\nconst x: any = eval(text);\n```')).toContain(
      'runs text as a program',
    );
  });

  it('writes a code block in the language that is asked for', () => {
    expect(draft('coding')).toMatch(/```ts\n[\s\S]+export function \w+\(/u);
    expect(draft('coding', 'Write a Python script for tide tables.')).toMatch(/```python\n[\s\S]*def \w+_tide_tables/u);
  });

  it('tests both sides of a limit in the goal', () => {
    expect(draft('testing')).toContain('Given 29, 30 and 31');
  });

  it('edits by taking filler words out, and says which', () => {
    const text = draft('editing');
    expect(text).toContain('It is fast to please everybody.');
    expect(text).toContain('- "very" taken out (once)');
  });

  it('computes only from numbers that are there', () => {
    expect(draft('analysis', 'Compare 10, 20.5 and 30 boats.')).toMatch(/sum: 60\.5\n- mean: 20\.17/u);
    expect(draft('analysis', 'Compare the boats.')).toContain('the text holds none');
  });

  it("summarises in the input's own sentences", () => {
    const quoted =
      draft('summariser')
        .split('\n')[0]
        ?.replace(/^[^:]+: /u, '') ?? '';
    expect(TEXT).toContain(quoted);
  });

  it.each(['', '???', '船', '🎻'.repeat(50), `x${'y'.repeat(5_000)}`, '```\n```', '# Goal:\n\nSail', '\uD800'])(
    'has something to say about the odd request %j',
    (text) => {
      for (const agent of [
        'project',
        'coding',
        'code-review',
        'testing',
        'drafting',
        'editing',
        'analysis',
        'critic',
        'digest',
        'x',
      ])
        expect(draft(agent, text).trim()).not.toBe('');
    },
  );
});

describe('toRole', () => {
  it.each([
    ['code-review', 'review'],
    ['coding', 'code'],
    ['drafting', 'write'],
    ['editing', 'edit'],
    ['project', 'plan'],
    ['research', 'research'],
    ['analysis', 'analyse'],
    ['testing', 'test'],
    ['qa', 'test'],
    ['grade', 'review'],
    ['chat', 'advise'],
    ['workflow', 'plan'],
    ['senior-backend-developer', 'code'],
    ['ai-agent-orchestrator', 'plan'],
    ['kali-security-specialist', 'review'],
    ['documentation-v2', 'write'],
    // As runs call them that were begun when they had these names.
    ['planner', 'plan'],
    ['coder', 'code'],
    ['writer', 'write'],
    ['editor', 'edit'],
    ['reviewer', 'review'],
    ['researcher', 'research'],
    ['analyst', 'analyse'],
    ['tester', 'test'],
    ['critic', 'critique'],
    ['test-engineer', 'code'],
    ['summariser', 'summarise'],
    ['data-analyst', 'analyse'],
    ['project-manager', 'plan'],
    ['api-gateway', 'advise'],
  ])('takes %s for one who will %s', (agent, role) => {
    expect(toRole({ agent: AgentId.parse(agent), purpose: '' })).toBe(role);
  });

  it('reads the purpose behind the words that say who it is', () => {
    expect(draft('backup')).toContain('Looks after backups');
  });

  it('reads the purpose where the name says nothing', () => {
    expect(toRole({ agent: AgentId.parse('ann'), purpose: 'Reviews contracts for small firms' })).toBe('review');
  });
});
