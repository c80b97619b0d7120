import type { ToolSource } from '@tutti/engine';
import { createLazySource } from '../lazy-source.ts';
import type { AnalysisOptions } from './create-analysis-tools.ts';

/** Loaded when an agent first has it; the database itself is only ever loaded in the process that computes. */
export function createAnalysisSource(options: AnalysisOptions): ToolSource {
  return createLazySource({
    names: ['analysis'],
    load: async () => (await import('./create-analysis-tools.ts')).createAnalysisTools(options),
  });
}
