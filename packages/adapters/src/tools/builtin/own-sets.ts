/** The sets that need nothing outside: each is loaded when an agent first has it, so that an idle server keeps none of their code. */
import type { ToolSource } from '@tutti/engine';
import type { CodeRunOptions } from './code-run/create-code-run-tools.ts';
import type { FilesystemOptions } from './filesystem/create-filesystem-tools.ts';
import { createLazySource } from './lazy-source.ts';
import type { ShellOptions } from './shell/create-shell-tools.ts';
import type { StatisticsOptions } from './statistics/create-statistics-tools.ts';
import type { TimeOptions } from './time/create-time-tools.ts';
import type { WebFetchOptions } from './web-fetch/create-web-fetch-tools.ts';

export function createFilesystemTools(options: FilesystemOptions): ToolSource {
  const load = async () => (await import('./filesystem/create-filesystem-tools.ts')).createFilesystemTools(options);
  return createLazySource({ names: ['filesystem'], load });
}

export function createShellTools(options: ShellOptions): ToolSource {
  const load = async () => (await import('./shell/create-shell-tools.ts')).createShellTools(options);
  return createLazySource({ names: ['shell'], load });
}

export function createCodeRunTools(options: CodeRunOptions): ToolSource {
  const load = async () => (await import('./code-run/create-code-run-tools.ts')).createCodeRunTools(options);
  return createLazySource({ names: ['code_run'], load });
}

export function createWebFetchTools(options: WebFetchOptions): ToolSource {
  const load = async () => (await import('./web-fetch/create-web-fetch-tools.ts')).createWebFetchTools(options);
  return createLazySource({ names: ['web_fetch'], load });
}

export function createTimeTools(options: TimeOptions = {}): ToolSource {
  const load = async () => (await import('./time/create-time-tools.ts')).createTimeTools(options);
  return createLazySource({ names: ['time'], load });
}

export function createStatisticsTools(options: StatisticsOptions): ToolSource {
  const load = async () => (await import('./statistics/create-statistics-tools.ts')).createStatisticsTools(options);
  return createLazySource({ names: ['statistics'], load });
}

export function createSequentialThinkingTools(): ToolSource {
  const load = async () =>
    (await import('./sequential-thinking/create-sequential-thinking-tools.ts')).createSequentialThinkingTools();
  return createLazySource({ names: ['sequential_thinking'], load });
}
