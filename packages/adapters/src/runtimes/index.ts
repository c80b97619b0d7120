export { type OpenedRuntimes, openRuntimes, type RuntimesOptions } from './open-runtimes.ts';
export {
  type AgentFunction,
  createFunctionRuntime,
  type FunctionCall,
  type FunctionRegistry,
} from './function/create-function-runtime.ts';
