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
export {
  CitedPassageView,
  CitedState,
  CollectionView,
  DocumentVersionView,
  DocumentView,
  FoundPassageView,
  KnowledgeAnswer,
  PassageView,
  toCollectionView,
  toDocumentView,
  UploadView,
} from './knowledge-views.ts';
export {
  CatalogueView,
  KeySource,
  ModelRouteView,
  ModelView,
  ModelWaitView,
  PriceView,
  ProviderKeyView,
  ProviderTestView,
  ProviderView,
  QuotaView,
  RefreshView,
  RouteExplanation,
  RouteState,
  RouteView,
  toModelView,
  toPriceView,
  toRouteView,
} from './model-views.ts';
export {
  BudgetRuleBody,
  BudgetRuleView,
  type BudgetUse,
  CostsBy,
  CostsView,
  toAmountView,
  toBudgetRuleView,
} from './money-views.ts';
export { listOf, MOST_ON_PAGE, PageQuery, pageOf } from './page.ts';
export { Problem, PROBLEM_TYPE } from './problem.ts';
export { type Answer, defineRoute, type Route, type RouteInput, type RouteOutput, type RouteParts } from './route.ts';
export { ApiKeyView, MeView } from './routes/access.ts';
export {
  AgentCheckView,
  AgentDetails,
  AgentDiffView,
  AgentRecordView,
  AgentRemark,
  AgentSource,
  AgentVersionDetails,
  AgentVersionView,
  AgentView,
} from './agent-views.ts';
export { type AgentWish, findAgents } from './find-agents.ts';
export { findHandovers } from './find-handovers.ts';
export { ProviderKeyName } from './routes/models.ts';
export { MessageView, RESERVED_KEY } from './routes/runs.ts';
export { ToolDecisionView, ToolRulesView } from './routes/tool-rules.ts';
export { HealthView, Setting, SystemStatus } from './routes/system.ts';
export { FeedbackBody, NewTaskBody, PatternView, ReasonBody, TaskView } from './routes/tasks.ts';
export {
  ArtefactView,
  FeedbackView,
  ModelCallView,
  RunDetail,
  RunView,
  StepView,
  toArtefactView,
  toFeedbackView,
  toRunDetail,
  toRunView,
} from './run-views.ts';
export { ConfigProblem, ToolSetView } from './tool-set-views.ts';
export { DiffLine, ServerToolView, ToolChange, ToolServerView, ToolTrialView } from './tool-server-views.ts';
export {
  DecisionView,
  FileDiffView,
  FilePartsView,
  FilePreview,
  FileView,
  HunkView,
  PreviewContent,
  VersionView,
  WorkspaceView,
} from './workspace-views.ts';
export { toOtherCosts } from './to-other-costs.ts';
export {
  BudgetView,
  Money,
  MoneySum,
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
