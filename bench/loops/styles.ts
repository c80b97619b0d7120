/** Two ways of writing, which share no sentence: what is tuned on one is tried on both. */
import type { Chance } from './chance.ts';

export interface Style {
  readonly name: string;
  /** What the work is about. */
  topic(chance: Chance): string;
  /** Says something that can be true or false, with names or numbers. */
  fact(chance: Chance): string;
  /** Tells that one is at work, in words of its own each time, and nothing else. */
  stall(chance: Chance, topic: string): string;
  /** Gives the matter to somebody else, and nothing else. */
  handOver(chance: Chance, topic: string): string;
  /** What is put around the same words: times, ids, counts. */
  noise(chance: Chance, count: number): string;
  thing(chance: Chance): string;
}

const A = {
  topics: [
    'the budget of the spring fair',
    'the migration of the billing service',
    'the safety review of bridge four',
    'the menu for the opening night',
    'the onboarding handbook',
    'the water quality survey',
  ],
  who: 'Lisbon Porto Oslo Ghent Turin Leeds Basel Cork Malmo Gdansk Trieste Bergen Nantes Graz Bilbao Tartu Vilnius Split Aarhus Utrecht'.split(
    ' ',
  ),
  what: 'turbine invoice pipeline orchard ledger harbour classroom battery contract sensor bakery tramline archive greenhouse ferry clinic quarry studio market reservoir'.split(
    ' ',
  ),
  did: 'produced lost ordered shipped rejected measured replaced leased returned recorded'.split(' '),
  unit: 'crates euros litres visitors pallets tickets kilometres samples complaints licences'.split(' '),
  why: [
    'because the supplier was late',
    'after the audit in March',
    'despite the heavy rain',
    'which nobody had planned',
    'twice the figure of last year',
    'according to the foreman',
    'so the deposit is due',
    'and insurance covers it',
  ],
};

export const officeStyle: Style = {
  name: 'office',
  topic: (chance) => chance.pick(A.topics),
  fact: (chance) =>
    `The ${chance.pick(A.what)} in ${chance.pick(A.who)} ${chance.pick(A.did)} ${chance.whole(11, 9_999)} ${chance.pick(A.unit)} ${chance.pick(A.why)}.`,
  stall(chance, topic) {
    const opener = chance.pick([
      'I am',
      'We are',
      'At the moment I am',
      'As mentioned, I am',
      'Just to let you know, I am',
      'Rest assured that I am',
    ]);
    const how = chance.pick([
      'still working on',
      'looking into',
      'making good progress with',
      'reviewing',
      'carefully considering',
      'going through',
      'preparing',
      'busy with',
    ]);
    const then = chance.pick([
      'and will report back soon',
      'and an update will follow shortly',
      'so please bear with me',
      'and should have results in a little while',
      'and will get back to you',
      'and expect to finish soon',
      'and will share my findings once I am done',
    ]);
    const end = chance.pick([
      '',
      ' Thank you for your patience.',
      ' Let me know if you have questions.',
      ' More details will come later.',
    ]);
    return `${opener} ${how} ${topic} ${then}.${end}`;
  },
  handOver(chance, topic) {
    const opener = chance.pick([
      'Thanks, that is a great point.',
      'Good question!',
      'I agree with you.',
      'Understood.',
      'Thank you for the message.',
      'That makes sense to me.',
    ]);
    const ask = chance.pick([
      'Could you please take care of',
      'I would suggest that you handle',
      'Please decide about',
      'You are better placed to deal with',
      'I am handing over',
      'It would be best if you looked at',
    ]);
    const end = chance.pick([
      ', since it is your area',
      '',
      ' first, then I can continue',
      ' and let me know what you think',
      ', and I will go from there',
      ' whenever you are ready',
    ]);
    return `${opener} ${ask} ${topic}${end}.`;
  },
  noise: (chance, count) =>
    chance.pick([`(message ${count}) `, `[${chance.moment()}] `, `Ref ${chance.hex(10)}: `, '', `#${count} `]),
  thing: (chance) => `${chance.pick(A.what)}-${chance.pick(A.who).toLowerCase()}-${chance.whole(1, 999)}`,
};

const B = {
  topics: [
    'flaky checkout e2e suite',
    'GPU quota request',
    'Altstadt-Sanierung, Los 3',
    'churn model v2',
    'tenant isolation bug',
    'Lieferkette Q3',
  ],
  svc: 'auth-proxy cart-svc ingest-worker edge-cache mailer scheduler payments-gw search-api kafka-bridge thumbnailer ledgerd dns-sync'.split(
    ' ',
  ),
  key: 'p99 rss error_rate queue_depth throughput retries cold_starts gc_pause hit_ratio lag fd_open'.split(' '),
  note: [
    'regression since the rollback',
    'fixed by pinning libuv',
    'Ursache: volle Platte',
    'owner says wontfix',
    'reproduced on arm64 only',
    'Grenzwert überschritten',
    'needs a schema change',
    'vermutlich Netzwerk',
    'bisected to the TLS upgrade',
    'not seen in staging',
  ],
  names: 'Ines Jonas Priya Mateo Aiko Wanjiru Lars Noor Dmitri Chloe'.split(' '),
};

export const terseStyle: Style = {
  name: 'terse',
  topic: (chance) => chance.pick(B.topics),
  fact: (chance) =>
    chance.is(0.5)
      ? `- \`${chance.pick(B.svc)}\`: ${chance.pick(B.key)}=${chance.whole(2, 4_999)} (${chance.pick(B.note)})`
      : `- ${chance.pick(B.names)}: ${chance.pick(B.note)}; ${chance.pick(B.svc)} ${chance.pick(B.key)} ${chance.whole(2, 4_999)}`,
  stall(chance, topic) {
    const head = chance.pick(['status', 'wip', 'update', 'note', 'ack', 'fyi']);
    const state = chance.pick([
      'analysis running',
      'digging',
      'no blockers',
      'in Bearbeitung',
      'evaluating options',
      'under investigation',
      'gathering context',
      'on it',
      'bin dran',
    ]);
    const tail = chance.pick([
      'eta tbd',
      'more to come',
      'will ping',
      'Ergebnis folgt',
      'stay tuned',
      'results pending',
      'melde mich',
      'nothing to report',
    ]);
    return `${head}: ${topic} | ${state} | ${tail}`;
  },
  handOver(chance, topic) {
    const head = chance.pick(['+1', 'lgtm', 'makes sense', 'einverstanden', 'fair', 'got it']);
    const act = chance.pick([
      '-> you',
      'assigning back',
      'your call',
      'bitte übernehmen',
      'reassigned',
      'needs your input',
      'ball is in your court',
      'please triage',
    ]);
    return `${head}. ${topic} ${act}${chance.pick(['', ' thx', ', no rush', ' (blocked on you)', ' danke'])}`;
  },
  noise: (chance, count) =>
    chance.pick([`req=${chance.uuid()} `, `ts=${chance.moment()} `, `try ${count}/99 `, '', `[${chance.hex(8)}] `]),
  thing: (chance) => `src/${chance.pick(B.svc)}/${chance.pick(B.key)}_${chance.whole(1, 400)}.ts`,
};
