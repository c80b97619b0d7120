import * as z from 'zod';
import { defineRoute } from '../route.ts';
import { ConfigProblem, ToolSetView } from '../tool-set-views.ts';

export const toolSetRoutes = {
  listToolSets: defineRoute({
    method: 'GET',
    path: '/api/v1/tool-sets',
    tag: 'tools',
    summary:
      'The tools that are built in or belong to this program, and mistakes in the files that tools and agents elsewhere are configured with',
    access: 'view',
    answers: {
      200: {
        description: 'All of them; nothing is started for it.',
        schema: z.object({ items: z.array(ToolSetView), problems: z.array(ConfigProblem) }),
      },
    },
  }),
} as const;
