export { createCalculateTool } from './calculate.ts';
export { createCurrentTimeTool } from './current-time.ts';
export { createWriteNoteTool } from './write-note.ts';
