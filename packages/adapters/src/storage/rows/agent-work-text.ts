/** How both databases are asked what an agent has done. Loaded by the reader's thread too. */

/** Parameters: the tenant, the agent, how many runs at most, and what tells that an event is about the agent (as LIKE has it). */
export const AGENT_WORK = `WITH mine AS (
    SELECT DISTINCT run FROM executions WHERE tenant = $1 AND agent = $2 ORDER BY run DESC LIMIT $3
  ), work AS (
    SELECT run, sum(finished_at - started_at) AS worked_ms,
      sum(CASE WHEN kind = 'tool' THEN 1 ELSE 0 END) AS tool_calls,
      sum(CASE WHEN kind = 'tool' AND error_code IS NOT NULL THEN 1 ELSE 0 END) AS failed_tool_calls
    FROM executions WHERE tenant = $1 AND agent = $2 AND run IN (SELECT run FROM mine) GROUP BY run
  ), spent AS (
    SELECT run, count(*) AS model_calls, sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens,
      sum(cost_nano_usd) AS cost_nano_usd
    FROM spendings WHERE run IN (SELECT run FROM mine) AND agent = $2 GROUP BY run
  ), refused AS (
    SELECT run, sum(CASE WHEN body LIKE '%"name":"tool.denied"%' THEN 1 ELSE 0 END) AS denied,
      sum(CASE WHEN body LIKE '%"name":"tool.rejected"%' THEN 1 ELSE 0 END) AS rejected
    FROM events WHERE run IN (SELECT run FROM mine) AND type = 'domain.recorded' AND body LIKE $4 GROUP BY run
  )
  SELECT runs.summary, work.worked_ms, work.tool_calls, work.failed_tool_calls, spent.model_calls, spent.input_tokens,
    spent.output_tokens, spent.cost_nano_usd, refused.denied, refused.rejected
  FROM mine JOIN runs ON runs.no = mine.run LEFT JOIN work ON work.run = mine.run
    LEFT JOIN spent ON spent.run = mine.run LEFT JOIN refused ON refused.run = mine.run
  ORDER BY mine.run DESC`;

/** Of the data of an event: an id of an agent has none of the signs that LIKE reads otherwise. */
export function toAgentPattern(agent: string): string {
  return `%"agent":"${agent}"%`;
}
