import { Agent } from '@tutti/protocol';
import { describe, expect, it } from 'vitest';
import { createAgentBook } from '../agents/agent-book.ts';
import { findJudge } from './find-judge.ts';

const toAgent = (id: string) => Agent.parse({ id, purpose: 'works', capabilities: ['work'], instructions: 'Work.' });
const book = createAgentBook(['ann', 'bob', 'editing', 'project'].map(toAgent));

describe('who judges where nobody was named', () => {
  it('is somebody who takes no part', () => {
    expect(findJudge({ pattern: 'competitive', agents: ['ann', 'bob'] }, book)).toBe('editing');
    expect(findJudge({ pattern: 'competitive', agents: ['ann', 'Editing'] }, book)).toBe('project');
  });

  it('is nobody where members can judge each other, where judges are named, or where there is nobody else', () => {
    expect(findJudge({ pattern: 'competitive', agents: ['ann', 'bob', 'project'] }, book)).toBeUndefined();
    const named = { judges: [book.get('project').id] };
    expect(findJudge({ pattern: 'competitive', agents: ['ann', 'bob'], options: named }, book)).toBeUndefined();
    expect(findJudge({ pattern: 'competitive', agents: ['editing', 'project'] }, book)).toBeUndefined();
    expect(findJudge({ pattern: 'consensus', agents: ['ann', 'bob'] }, book)).toBeUndefined();
  });
});
