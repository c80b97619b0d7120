export type { Signature } from './files/lock-file.ts';
export type { ToolDifference, JudgedTool } from './judge-tools.ts';
export { McpTools, type McpToolsOptions, type ServerStatus, type ToolApproval } from './mcp-tools.ts';
export { toBound, type ToolSecrets } from './secrets.ts';
export type { ToolAnswer } from './to-output.ts';
export { ToolServerError } from './tool-server-error.ts';
