import type { Tool } from '@tutti/engine';
import * as z from 'zod';
import { createTool } from '../create-tool.ts';
import { listFolder } from './list-folder.ts';
import { FilePath, FolderPath } from './parse-path.ts';
import { readLines } from './read-lines.ts';
import { findFiles, searchText } from './search.ts';
import type { Workspace } from './workspace.ts';

const SEARCH_LIMIT_MS = 30_000;

const ListInput = z.object({
  path: FolderPath,
  depth: z.int().min(1).max(8).default(1).describe('How many levels of folders are shown.'),
});

const ReadInput = z.object({
  path: FilePath,
  fromLine: z.int().positive().default(1),
  lines: z.int().min(1).max(2_000).default(500).describe('How many lines at most.'),
});

const FindInput = z.object({
  pattern: z
    .string()
    .min(1)
    .max(300)
    .describe('* stands for any part of a name, ** for any folders, ? for one character: **/*.ts'),
  path: FolderPath,
});

const SearchInput = z.object({
  text: z.string().min(1).max(500).describe('The exact text to be found within a line; no regular expression.'),
  path: FolderPath,
  pattern: z.string().min(1).max(300).exactOptional().describe('Only in files whose path fits, such as **/*.md'),
  ignoreCase: z.boolean().default(false),
});

export function createReadTools(workspace: Workspace): readonly Tool[] {
  return [
    createTool({
      name: 'filesystem__list',
      description:
        'Lists the files and folders of a folder in the workspace with their sizes in bytes. Names that begin with a dot are not shown.',
      input: ListInput,
      effect: 'read',
      use: (input, { signal }) => listFolder(workspace, input, signal),
    }),
    createTool({
      name: 'filesystem__read',
      description: 'Reads lines of a text file in the workspace. Of a file that is no text it tells the size only.',
      input: ReadInput,
      effect: 'read',
      use: (input, { signal }) => readLines(workspace, input, signal),
    }),
    createTool({
      name: 'filesystem__find',
      description: 'Finds files in the workspace by their path. node_modules is passed over.',
      input: FindInput,
      effect: 'read',
      timeoutMs: SEARCH_LIMIT_MS,
      use: (input, { signal }) => findFiles(workspace, input, signal),
    }),
    createTool({
      name: 'filesystem__search',
      description: 'Finds the lines that hold a text in the files of the workspace. node_modules is passed over.',
      input: SearchInput,
      effect: 'read',
      timeoutMs: SEARCH_LIMIT_MS,
      use: (input, { signal }) => searchText(workspace, input, signal),
    }),
  ];
}
