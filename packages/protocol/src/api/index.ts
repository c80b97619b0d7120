export { API, type Api, type RouteName } from './api.ts';
export { ApprovalBody, ApprovalView, toApprovalView } from './approval-views.ts';
export {
  ClientMessage,
  CLOSE,
  MOST_TOPICS,
  parseWireEvent,
  type ServerMessage,
  TaskNotice,
  Topic,
  WireEvent,
} from './live.ts';
export { listOf, MOST_ON_PAGE, PageQuery, pageOf } from './page.ts';
export { Problem, PROBLEM_TYPE } from './problem.ts';
export { type Answer, defineRoute, type Route, type RouteInput, type RouteOutput, type RouteParts } from './route.ts';
export { ApiKeyView, MeView } from './routes/access.ts';
export { AgentView } from './routes/agents.ts';
export { MessageView, RESERVED_KEY } from './routes/runs.ts';
export { HealthView, Setting, SystemStatus } from './routes/system.ts';
export { FeedbackBody, NewTaskBody, ReasonBody, TaskView } from './routes/tasks.ts';
export {
  ArtefactView,
  FeedbackView,
  RunDetail,
  RunView,
  StepView,
  toArtefactView,
  toFeedbackView,
  toRunDetail,
  toRunView,
} from './run-views.ts';
export {
  BudgetView,
  Money,
  parseMoney,
  Time,
  toBudget,
  toBudgetView,
  toInstant,
  toMoney,
  toOptionalTime,
  toTime,
  toUsageView,
  UsageView,
} from './values.ts';
export { drivesRuns, toWorkerView, WorkerView } from './worker-views.ts';
