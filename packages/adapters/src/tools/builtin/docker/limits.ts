import * as z from 'zod';

export const LIMIT_MS = 30_000;

export const ContainerName = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/, { error: 'the name or the id of a container' })
  .describe('The name or the id of a container.');
