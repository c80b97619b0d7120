import { describe, expect, it } from 'vitest';
import { EMPTY_DRAFT, findMistakes, toServer } from './server-draft.ts';

describe('a server of tools that is typed in', () => {
  it('has a word of its command on each line, whatever stands in it', () => {
    const draft = { ...EMPTY_DRAFT, name: 'notes', command: 'npx\n -y\nnotes@1.2.3\n\na folder; with words\n' };
    expect(findMistakes(draft)).toEqual({});
    expect(toServer(draft)).toEqual({ server: 'notes', command: ['npx', '-y', 'notes@1.2.3', 'a folder; with words'] });
  });

  it('names secrets and never holds them', () => {
    const draft = { ...EMPTY_DRAFT, name: 'far', kind: 'url' as const, url: 'https://tools.example.org/mcp' };
    const settings = 'Authorization=Bearer @token\nX-Team=a=b\nX-At=@@home';
    expect(toServer({ ...draft, settings })).toEqual({
      server: 'far',
      url: 'https://tools.example.org/mcp',
      headers: { Authorization: { secret: 'token', prefix: 'Bearer ' }, 'X-Team': 'a=b', 'X-At': '@home' },
    });
  });

  it('is told what is wrong with it', () => {
    const draft = { ...EMPTY_DRAFT, name: 'Not_a name', settings: 'nothing' };
    expect(Object.keys(findMistakes(draft))).toEqual(['name', 'command', 'settings']);
    expect(findMistakes({ ...EMPTY_DRAFT, name: 'a', kind: 'url', url: 'javascript:alert(1)' })).toHaveProperty('url');
  });
});
