import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNote } from './read-note.ts';

const block = (inside: string) => `The plan.\n\n\`\`\`handoff\n${inside}\n\`\`\``;

describe('the block at the end of a text', () => {
  it('is read as lines of keys and values, and is no part of the text', () => {
    const said = block(
      'summary: a plan\nfact: 300 guests\n- Fact: 20 lanterns\nmust: ends by 22:00\nopen questions:\n- who pays?\n- who cleans?\nnot done: the map\nask: which pier?\nmood: fine',
    );
    expect(readNote(said)).toEqual({
      text: 'The plan.',
      block: 'read',
      note: {
        summary: 'a plan',
        facts: ['300 guests', '20 lanterns'],
        must: ['ends by 22:00'],
        constraints: [],
        open: ['who pays?', 'who cleans?'],
        done: [],
        notDone: ['the map'],
        artefacts: [],
        asks: ['which pier?'],
      },
    });
  });

  it('is read as JSON', () => {
    const said = block(
      '{"facts":["300 guests",{"text":"20 lanterns"},{"rent":"9 EUR"}],"not_done":"the map","asks":[7]}',
    );
    const { note } = readNote(said);
    expect(note).toMatchObject({
      facts: ['300 guests', '20 lanterns', 'rent: 9 EUR'],
      notDone: ['the map'],
      asks: ['7'],
    });
  });

  it.each([
    ['broken JSON', '{"facts": ["300'],
    ['prose', 'I hand over everything.'],
    ['nothing', ''],
  ])('is no failure when it holds %s', (_, inside) => {
    expect(readNote(block(inside))).toMatchObject({ text: 'The plan.', block: 'broken', note: { facts: [] } });
  });

  it('is taken out where it was cut off, stands in the middle, or is there twice', () => {
    expect(readNote('The plan.\n```handoff\nfact: 300 guests').text).toBe('The plan.');
    const twice = readNote(`${block('fact: 1 boat')}\n\nMore.\n\n\`\`\`handoff\nfact: 2 boats\n\`\`\``);
    expect(twice.text).toBe('The plan.\n\nMore.');
    expect(twice.note.facts).toEqual(['1 boat', '2 boats']);
  });

  it('leaves texts without one as they are, with all other code in them', () => {
    const said = 'See:\n\n\n```ts\nconst handoff = 1;\n```\n';
    expect(readNote(said)).toMatchObject({ text: said, block: 'none' });
  });

  it('is the text where nothing else was said', () => {
    expect(readNote('```handoff\ndone: the plan\nfact: 300 guests\n```').text).toBe('the plan\n300 guests');
  });

  it('holds no more than there is room for, each on one line', () => {
    const { note } = readNote(
      block(Array.from({ length: 99 }, (_, index) => `fact: ${index} ${'x'.repeat(900)}`).join('\n')),
    );
    expect(note.facts).toHaveLength(20);
    expect(note.facts[0]?.length).toBe(300);
    expect(readNote(block('{"must":["a\\n## Heading"]}')).note.must).toEqual(['a ## Heading']);
  });

  it('never fails, and never stays in the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (inside) => {
        const { text } = readNote(block(inside));
        expect(text.startsWith('The plan.')).toBe(true);
        if (!inside.includes('```')) expect(text).toBe('The plan.');
      }),
    );
  });
});
