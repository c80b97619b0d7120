/** Which failure it was, by status first, then by the words that providers are known to use. */
import type { FailureClass } from '@tutti/protocol';
import type { FailureFacts } from './failure-facts.ts';

type Rule = readonly [FailureClass, RegExp];

const CONTEXT: Rule = [
  'context_overflow',
  /context_length_exceeded|context[ _](?:window|length|size)|maximum (?:context|prompt|input) length|prompt is too long|input is too long|too many (?:input |total )?tokens|input token count|exceeds? the (?:maximum|max|limit|model)[^.\n]{0,60}tokens|reduce (?:the|your) (?:length|prompt|input|message)|request too large|string_above_max_length|maximum number of tokens|tokens in (?:the )?(?:prompt|request) exceed/i,
];
const FILTER: Rule = [
  'content_filtered',
  /content_filter|content[ _]policy|content management policy|ResponsibleAIPolicy|prohibited_content|blocked by (?:our |the )?(?:safety|content)|blockReason|moderation|flagged (?:for|as|by)|safety (?:system|settings|reasons|filter)/i,
];
const SPENT: Rule = [
  'quota_exhausted',
  /insufficient[_ ](?:quota|balance|credits?|funds)|credit balance is too low|billing_(?:not_active|hard_limit)|payment required|requires more credits|out of credits|exceeded your (?:monthly|included)|per[- _]?day|\((?:RPD|TPD)\)|daily (?:limit|quota)|monthly (?:limit|quota|spend)|free-models-per-day|spend(?:ing)? limit|key limit exceeded/i,
];
const MODEL: Rule = [
  'not_found',
  /model_not_found|model_decommissioned|invalid_model|unknown model|DeploymentNotFound|no endpoints found|no allowed providers|not a valid model|model\b[^.\n]{0,120}(?:does not exist|do(?:es)? not have access|not found|is not supported|not available|unavailable for|decommissioned|has been (?:deprecated|retired|removed)|no longer)/i,
];
const KEY: Rule = [
  'unauthorized',
  /API_KEY_INVALID|API key not valid|invalid[_ ]api[_ ]key|invalid authentication|authentication_error|PERMISSION_DENIED/i,
];
/** Of a 403, which often says something of one model only: words that are about the whole key. */
const CLOSED: Rule = [
  'unauthorized',
  /\b(?:api|access)[ _-]?(?:key|token)\b[^.\n]{0,60}\b(?:invalid|not valid|disabled|revoked|expired|leaked|blocked|suspended)|\b(?:account|organization|user)\b[^.\n]{0,60}\b(?:deactivated|disabled|suspended|blocked|not active)|authentication method|unsupported_country/i,
];
const CROWDED: Rule = [
  'overloaded',
  /overloaded|over capacity|at capacity|capacity_exceeded|service_unavailable|UNAVAILABLE|insufficient_system_resource|server_error|internal_server_error|api_error/i,
];
const RATE: Rule = ['rate_limited', /rate[_ ]limit|too many requests|RESOURCE_EXHAUSTED/i];

const TOO_LARGE = /request too large/i;
const A_MINUTE = /tokens per min(?:ute)?\b|\(TPM\)/i;

/** What a library refuses to send. */
const UNSENT = new Set([
  'AI_UnsupportedFunctionalityError',
  'AI_InvalidPromptError',
  'AI_InvalidArgumentError',
  'AI_TooManyEmbeddingValuesForCallError',
]);

export function classifyFailure({ status, network, body, name }: FailureFacts): FailureClass {
  if (status !== undefined && status >= 400) return classifyStatus(status, body);
  if (network) return network.phase === 'answering' ? 'cut' : 'unreachable';
  if (name === 'UnsendableKey') return 'unauthorized';
  return UNSENT.has(name) ? 'bad_request' : classifyStreamed(body, name);
}

function classifyStatus(status: number, body: string): FailureClass {
  switch (status) {
    case 401:
      return 'unauthorized';
    case 402:
      return 'quota_exhausted';
    case 403:
      return match(body, [FILTER, SPENT, MODEL, KEY, CLOSED]) ?? 'not_found';
    case 404:
    case 410:
      return 'not_found';
    case 408:
    case 504:
    case 524:
      return 'timed_out';
    case 413:
      return 'context_overflow';
    case 429:
      return classifyRefusal(body);
    case 409:
    case 425:
    case 498:
      return 'overloaded';
    default:
      if (status >= 500) return 'overloaded';
      return match(body, [KEY, CONTEXT, FILTER, SPENT, MODEL]) ?? 'bad_request';
  }
}

/** A quota of a minute comes back by itself; that of a day or of money does not. What is more than a minute's will never fit. */
function classifyRefusal(body: string): FailureClass {
  if (isOverAllowance(body)) return 'context_overflow';
  return /PerMinute/.test(body) ? 'rate_limited' : (match(body, [SPENT]) ?? 'rate_limited');
}

/** An error in the midst of an answer has words only. */
function classifyStreamed(body: string, name: string): FailureClass {
  if (name === 'CutError' || /ended without a finish reason/.test(body)) return 'cut';
  if (name !== '' && !name.includes('APICall')) return 'malformed';
  return match(body, [CROWDED, CONTEXT, FILTER, SPENT, RATE, KEY, MODEL]) ?? 'malformed';
}

/** The model could read it, but the key does not allow so much within a minute. */
export function isOverAllowance(body: string): boolean {
  return TOO_LARGE.test(body) && A_MINUTE.test(body);
}

function match(body: string, rules: readonly Rule[]): FailureClass | undefined {
  return rules.find(([, words]) => words.test(body))?.[0];
}
