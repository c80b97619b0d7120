import { type Draft, toBulletList } from './draft.ts';
import { shorten, toWords } from './words.ts';

const REPLACEMENTS: readonly (readonly [from: string, to: string])[] = [
  ['in order to', 'to'],
  ['due to the fact that', 'because'],
  ['at this point in time', 'now'],
  ['a large number of', 'many'],
  ['utilise', 'use'],
  ['utilize', 'use'],
  ['leverage', 'use'],
  ['very', ''],
  ['really', ''],
  ['basically', ''],
  ['actually', ''],
  ['just', ''],
  ['quite', ''],
];

/** So that the whole answer fits into an agent's usual limit. */
const LONGEST = 2_400;

/** The text that it was handed, with filler words taken out; the list of changes is what was really changed. */
export const draftEdit: Draft = (brief, random) => {
  const { text, changes } = removeFiller(shorten(brief.material, LONGEST));
  const before = toWords(shorten(brief.material, LONGEST)).length;
  const after = toWords(text).length;
  const remark = random.pick([
    `Question for the author: is "${random.pick(brief.subjects)}" the term that readers use?`,
    `Question for the author: does "${random.pick(brief.subjects)}" need an example here?`,
    `Question for the author: should "${random.pick(brief.subjects)}" come earlier?`,
  ]);
  const list = changes.length > 0 ? toBulletList(changes) : '- none: nothing here could go without loss';
  return [text, `Changes (${before} words before, ${after} after):\n${list}`, remark].join('\n\n');
};

function removeFiller(material: string): { text: string; changes: string[] } {
  let text = material.replace(/[ \t]+/gu, ' ');
  const changes: string[] = [];
  for (const [from, to] of REPLACEMENTS) {
    const pattern = new RegExp(`\\b${from}\\b ?`, 'giu');
    const count = text.match(pattern)?.length ?? 0;
    if (count === 0) continue;
    text = text.replace(pattern, to === '' ? '' : `${to} `);
    changes.push(
      `"${from}" ${to === '' ? 'taken out' : `is now "${to}"`} (${count} times)`.replace('(1 times)', '(once)'),
    );
  }
  return { text: text.replace(/ +([.,;:!?])/gu, '$1').trim(), changes };
}
