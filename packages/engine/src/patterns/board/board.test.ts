import { AgentId } from '@tutti/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Board, CLAIM_LIMIT, fadeBoard, type Finding, findOpenLeads, openBoard } from './board.ts';
import { chooseLeads } from './choose-leads.ts';
import { type Look, type LookPlace, postLook } from './post-look.ts';
import { rankFindings } from './rank-findings.ts';

const [ann, bob, cid, liar] = ['ann', 'bob', 'cid', 'liar'].map((id) => AgentId.parse(id)) as [
  AgentId,
  AgentId,
  AgentId,
  AgentId,
];

const AGENTS = [ann, bob, cid, liar];
const NOTHING: Look = { findings: [], leads: [], checks: [] };

function toPlace(by: AgentId, more: Partial<LookPlace> = {}): LookPlace {
  return { by, lead: 'L1', round: 1, needsValue: false, ...more };
}

function toFinding(text: string, strength = 0.5, value?: number): Look['findings'][number] {
  return { text, evidence: 'seen', strength, ...(value !== undefined && { value }) };
}

function toCheck(finding: string, verdict: 'confirmed' | 'doubted' = 'confirmed'): Look['checks'][number] {
  return { finding, verdict, why: 'looked it up' };
}

function post(board: Board, by: AgentId, look: Partial<Look>): Board {
  return postLook(board, toPlace(by), { ...NOTHING, ...look }).board;
}

function get(board: Board, id: string): Finding {
  const found = board.findings.find((finding) => finding.id === id);
  if (!found) throw new Error(`there is no ${id}`);
  return found;
}

const looks = fc.record({
  findings: fc.array(
    fc.record({
      text: fc.stringMatching(/^[ab]{0,3}$/),
      evidence: fc.constantFrom('', 'seen'),
      strength: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
    { maxLength: 3 },
  ),
  leads: fc.array(
    fc.record({ text: fc.stringMatching(/^[cd]{0,3}$/), strength: fc.double({ min: 0, max: 1, noNaN: true }) }),
    { maxLength: 3 },
  ),
  checks: fc.array(
    fc.record({
      finding: fc.integer({ min: 0, max: 12 }).map((number) => `F${number}`),
      verdict: fc.constantFrom('confirmed' as const, 'doubted' as const),
      why: fc.constantFrom('', 'looked'),
    }),
    { maxLength: 5 },
  ),
});
/** Any members post anything, and sometimes a round passes. */
const moves = fc.array(fc.tuple(fc.constantFrom(...AGENTS), looks, fc.boolean()), { maxLength: 30 });

function play(board: Board, drawn: readonly (readonly [AgentId, Look, boolean])[]): Board {
  return drawn.reduce((now, [by, look, passes]) => {
    const after = post(now, by, look);
    return passes ? fadeBoard(after) : after;
  }, board);
}

describe('the board of a swarm', () => {
  it('keeps every strength between 0 and 1, and counts each other member once, whatever is posted', () => {
    fc.assert(
      fc.property(moves, (drawn) => {
        const board = play(openBoard(['a start', 'another']), drawn);
        for (const { strength } of [...board.leads, ...board.findings]) {
          expect(strength).toBeGreaterThanOrEqual(0);
          expect(strength).toBeLessThanOrEqual(1);
        }
        for (const { by, confirmed, doubted } of board.findings) {
          const remarks = [...confirmed, ...doubted].map((remark) => remark.by);
          expect(remarks).not.toContain(by);
          expect(new Set(remarks).size).toBe(remarks.length);
        }
        const ids = [...board.leads, ...board.findings].map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  it('lets everything fade, but what two others stand behind never below what a word alone can reach', () => {
    fc.assert(
      fc.property(moves, (drawn) => {
        const board = play(openBoard(['a start']), drawn);
        const faded = fadeBoard(board);
        for (const finding of board.findings) {
          const { strength } = get(faded, finding.id);
          const isSettled = finding.confirmed.length >= 2 && finding.confirmed.length > finding.doubted.length;
          if (isSettled) expect(strength).toBeGreaterThan(CLAIM_LIMIT);
          else expect(strength).toBeLessThanOrEqual(finding.strength * 0.8 + 1e-9);
        }
        let later = board;
        for (let round = 0; round < 40; round++) later = fadeBoard(later);
        expect(findOpenLeads(later)).toEqual([]);
      }),
    );
  });

  it('never lets a liar, whatever it posts and praises, outrank what two others have confirmed', () => {
    const lies = fc.array(fc.tuple(looks, fc.boolean()), { maxLength: 20 });
    fc.assert(
      fc.property(
        lies,
        fc.nat(20),
        fc.constantFrom(undefined, 'highest' as const, 'lowest' as const),
        (posted, rounds, objective) => {
          let board = post(openBoard(['a start']), ann, { findings: [toFinding('true', 0.01, 1)] });
          board = post(board, bob, { checks: [toCheck('F1')] });
          board = post(board, cid, { checks: [toCheck('F1')] });
          for (let round = 0; round < rounds; round++) board = fadeBoard(board);
          for (const [look, passes] of posted) {
            const loud = look.findings.map((finding, place) => ({
              ...toFinding(`lie ${finding.text}`, 1, place % 2 ? 1e9 : -1e9),
            }));
            board = post(board, liar, {
              ...look,
              findings: loud,
              checks: [...look.checks.slice(0, 3), toCheck('F1', 'doubted'), toCheck('F2')],
            });
            if (passes) board = fadeBoard(board);
          }
          expect(rankFindings(board, objective)[0]?.by).toBe(ann);
        },
      ),
    );
  });

  it('does not count what is said without a reason, about oneself, about nothing, or before', () => {
    const board = post(openBoard(['a start']), ann, { findings: [toFinding('x')] });
    const again = postLook(board, toPlace(ann), { ...NOTHING, findings: [toFinding(' X ')], checks: [toCheck('F1')] });
    expect(again).toMatchObject({ findings: [], checks: [], ignored: 2 });
    const other = postLook(board, toPlace(bob), {
      ...NOTHING,
      checks: [{ ...toCheck('F1'), why: ' ' }, toCheck('F9')],
    });
    expect(other).toMatchObject({ checks: [], ignored: 2 });
    expect(get(again.board, 'F1')).toEqual(get(board, 'F1'));
  });

  it('gives a claim without evidence no strength', () => {
    const bare = { ...toFinding('x', 1), evidence: '' };
    expect(get(post(openBoard(['a start']), ann, { findings: [bare] }), 'F1').strength).toBe(0);
  });

  it('takes the same from somebody else for a confirmation', () => {
    const board = post(openBoard(['a start']), ann, { findings: [toFinding('the sea is wet')] });
    const after = post(board, bob, { findings: [toFinding('The sea  is wet')] });
    expect(after.findings).toMatchObject([{ id: 'F1', confirmed: [{ by: bob }] }]);
  });

  it('draws others to the lead that something was found by, and away from where it does not hold', () => {
    const board = post(openBoard(['a', 'b']), ann, {
      findings: [toFinding('x')],
      leads: [{ text: 'near x', strength: 0.4 }],
    });
    const strengths = (of: Board) => of.leads.map(({ strength }) => strength);
    const [a = 0, b = 0, near = 0] = strengths(board);
    const [confirmedA = 0, confirmedB = 0, confirmedNear = 0] = strengths(
      post(board, bob, { checks: [toCheck('F1')] }),
    );
    expect([confirmedA > a, confirmedB === b, confirmedNear > near]).toEqual([true, true, true]);
    const [doubtedA = 0, , doubtedNear = 0] = strengths(post(board, bob, { checks: [toCheck('F1', 'doubted')] }));
    expect([doubtedA < a, doubtedNear < near]).toEqual([true, true]);
  });

  it('closes a lead that has brought nothing twice', () => {
    const board = post(post(openBoard(['a', 'b']), ann, {}), bob, {});
    expect(findOpenLeads(board).map(({ id }) => id)).toEqual(['L2']);
  });
});

describe('taking leads', () => {
  it('spreads the members, and still sends more of them to what is strong', () => {
    const random = toRandom(7);
    const board = post(openBoard(['a', 'b', 'c']), ann, { findings: [toFinding('x')] });
    const strong = [bob, cid, liar].reduce((now, by) => post(now, by, { checks: [toCheck('F1')] }), board);
    const counts = new Map<string, number>();
    for (let round = 0; round < 300; round++) {
      const taken = chooseLeads(strong, AGENTS, random);
      expect(taken.map(({ by }) => by)).toEqual(AGENTS);
      for (const { lead } of taken) counts.set(lead.id, (counts.get(lead.id) ?? 0) + 1);
    }
    expect(counts.get('L1')).toBeGreaterThan(counts.get('L2') ?? 0);
    expect(counts.get('L2')).toBeGreaterThan(100);
  });

  it('is the same for the same chance, and gives nobody anything where nothing is open', () => {
    const board = openBoard(['a', 'b', 'c']);
    expect(chooseLeads(board, AGENTS, toRandom(3))).toEqual(chooseLeads(board, AGENTS, toRandom(3)));
    expect(chooseLeads({ leads: [], findings: [] }, AGENTS, toRandom(3))).toEqual([]);
  });
});

/** Numbers that look like chance and are always the same. */
function toRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
