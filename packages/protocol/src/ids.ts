/**
 * Ids are branded, prefixed and sortable by time: 48 bits of milliseconds, then 128 random bits,
 * both in Crockford's base 32 (lower case), so that text order is time order.
 */
import * as z from 'zod';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_LENGTH = 10;
const RANDOM_LENGTH = 26;
export const RANDOM_BYTES = 16;

export type IdPrefix = 'ten' | 'usr' | 'tsk' | 'run' | 'sig' | 'wrk' | 'art' | 'rmk' | 'key';

function prefixed(prefix: IdPrefix) {
  return z.string().regex(new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{${TIME_LENGTH + RANDOM_LENGTH}}$`));
}

export const TenantId = prefixed('ten').brand<'TenantId'>();
export type TenantId = z.infer<typeof TenantId>;

export const UserId = prefixed('usr').brand<'UserId'>();
export type UserId = z.infer<typeof UserId>;

export const TaskId = prefixed('tsk').brand<'TaskId'>();
export type TaskId = z.infer<typeof TaskId>;

export const RunId = prefixed('run').brand<'RunId'>();
export type RunId = z.infer<typeof RunId>;

export const WorkerId = prefixed('wrk').brand<'WorkerId'>();
export type WorkerId = z.infer<typeof WorkerId>;

export const ArtefactId = prefixed('art').brand<'ArtefactId'>();
export type ArtefactId = z.infer<typeof ArtefactId>;

export const RemarkId = prefixed('rmk').brand<'RemarkId'>();
export type RemarkId = z.infer<typeof RemarkId>;

export const ApiKeyId = prefixed('key').brand<'ApiKeyId'>();
export type ApiKeyId = z.infer<typeof ApiKeyId>;

/** Chosen by the sender: the same id twice is the same signal, so it may be any short text behind the prefix. */
export const SignalId = z
  .string()
  .regex(/^sig_[\w:.\-/~]{1,240}$/)
  .brand<'SignalId'>();
export type SignalId = z.infer<typeof SignalId>;

/** An agent's id is its name in the catalogue, such as `code-review`. */
export const AgentId = z
  .string()
  .max(80)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  .brand<'AgentId'>();
export type AgentId = z.infer<typeof AgentId>;

/** SHA-256 in lower-case hexadecimal. */
export const Hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .brand<'Hash'>();
export type Hash = z.infer<typeof Hash>;

/** Where a step stands in its run: `team/ann/turn/2/tool/1`. */
export const StepPath = z.string().min(1).max(1_000).brand<'StepPath'>();
export type StepPath = z.infer<typeof StepPath>;

/** Milliseconds since 1970, UTC. */
export const Instant = z.int().nonnegative();
export type Instant = z.infer<typeof Instant>;

/** Raised at each claim; an append with an older one is refused. */
export const Epoch = z.int().nonnegative();
export type Epoch = z.infer<typeof Epoch>;

/** Builds the text of an id; the caller's schema brands it: `RunId.parse(toIdText('run', now, bytes))`. */
export function toIdText(prefix: IdPrefix, now: Instant, random: Uint8Array): string {
  if (random.length < RANDOM_BYTES) throw new RangeError(`an id needs ${RANDOM_BYTES} random bytes`);
  return `${prefix}_${encodeTime(now)}${encodeRandom(random)}`;
}

function encodeTime(now: Instant): string {
  let rest = now;
  let text = '';
  for (let index = 0; index < TIME_LENGTH; index++) {
    text = ALPHABET[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

function encodeRandom(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes.subarray(0, RANDOM_BYTES)) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return text + ALPHABET[(held << (5 - bits)) & 31];
}
