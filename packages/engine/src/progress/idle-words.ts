const STEM = 6;

/** Words that carry no fact: of grammar, of manners, and of telling that one is at work. What is left of a text is what it says. */
export const IDLE_WORDS: ReadonlySet<string> = new Set(
  `a an the this that these those it its he she they them their we us our you your i me my mine who whom whose which what
  and or but nor so if then else than as at by for from in into of off on onto out over per to up with without within about after again
  against along also among any anyway around back be been being before below between both can could did do does doing done down during
  each few had has have having here how however is are was were am just like may might more most much must no not now once only other own
  same shall should since some such there therefore through too under until upon very via when where while will would yes yet
  ll re ve don isn won hasn haven didn doesn
  please thank thanks thx sorry hello hi hey dear cheers regards welcome sure okay ok right indeed absolutely certainly definitely of course
  great good nice fine excellent wonderful perfect awesome fantastic well agree agreed happy glad appreciate appreciated noted
  still currently presently meanwhile moment momentarily shortly soon later today already almost nearly bit little while
  work working works worked worker progress progressing proceed proceeding continue continues continuing continued go going keep keeping
  start starting started begin beginning begun try trying tried attempt attempting retry retrying check checking checked look looking
  let lets see seeing get getting got give giving take taking make making need needs needed want wants know
  update updates updated updating follow follows following next step steps turn turns round hand handing pass passing over await awaiting wait waiting
  ready pending ongoing underway task tasks thing things something anything everything`
    .split(/\s+/)
    .map(toStem),
);

/** What follows them only counts how often something was said. */
export const COUNTING_WORDS: ReadonlySet<string> = new Set(
  'round attempt try retry turn step iteration pass cycle take message msg call no nr number count seq'.split(' '),
);

/** A length of time is no fact where it alone has changed. */
export const TIME_UNITS: ReadonlySet<string> = new Set(
  'ms s sec secs second seconds min mins minute minutes h hr hrs hour hours'.split(' '),
);

/** Good enough to tell `progress` from `progressing` as the same in most languages that bend the ends of words. */
export function toStem(word: string): string {
  return word.length > STEM ? word.slice(0, STEM) : word;
}
