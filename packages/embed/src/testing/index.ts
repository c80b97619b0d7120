export { failModelOnce, failToolOnce, type ModelFault, type ToolFault } from './fail-once.ts';
export { ManualClock } from './manual-clock.ts';
export {
  callTool,
  cutAfter,
  failWith,
  giveJson,
  type ScriptedModel,
  scriptedModel,
  type ScriptEntry,
  type ScriptLine,
} from './scripted-model.ts';
