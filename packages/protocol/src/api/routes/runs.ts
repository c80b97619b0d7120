import * as z from 'zod';
import { Hash, RunId, StepPath, TaskId, WorkerId } from '../../ids.ts';
import { Json } from '../../json.ts';
import { Label } from '../../labelled.ts';
import { RunStatus } from '../../run-state.ts';
import { SignalKey } from '../../signal.ts';
import { WireEvent } from '../live.ts';
import { listOf, PageQuery, pageOf } from '../page.ts';
import { defineRoute } from '../route.ts';
import { FeedbackView, RunDetail, RunView, StepView } from '../run-views.ts';
import { FeedbackBody, ReasonBody } from './tasks.ts';

export const RunParams = z.strictObject({ run: RunId });
const told = (description: string) => ({ 202: { description, schema: z.object({ run: RunId }) } });

/** These belong to the engine: they are sent by routes of their own. */
export const RESERVED_KEY = /^(control$|child:|doubt:|approval:)/;

/** A message of a conversation with a model. */
export const MessageView = z
  .object({
    role: z.enum(['user', 'assistant', 'tool']),
    text: z.string(),
    labels: z.array(Label),
    name: z.string().optional(),
    failed: z.boolean().optional(),
    toolCalls: z.array(z.object({ id: z.string(), name: z.string(), input: Json })).optional(),
  })
  .meta({ id: 'Message' });
export type MessageView = z.infer<typeof MessageView>;

const reading = {
  listRuns: defineRoute({
    method: 'GET',
    path: '/api/v1/runs',
    tag: 'runs',
    summary: 'List runs, the newest first',
    access: 'view',
    query: PageQuery.extend({
      status: listOf(RunStatus).optional(),
      /** Every word must occur, as a prefix, in goal, agents or result. */
      text: z.string().max(500).optional(),
      parent: RunId.optional(),
      task: TaskId.optional(),
      /** Only those that this worker drives right now. */
      worker: WorkerId.optional(),
      /** Only those that wait for a person. */
      open: z.stringbool().optional(),
    }),
    answers: { 200: { description: 'A page of runs.', schema: pageOf(RunView) } },
  }),
  getRun: defineRoute({
    method: 'GET',
    path: '/api/v1/runs/{run}',
    tag: 'runs',
    summary: 'A run as its events tell it',
    access: 'view',
    params: RunParams,
    answers: { 200: { description: 'The run.', schema: RunDetail } },
    problems: ['run_not_found'],
  }),
  readEvents: defineRoute({
    method: 'GET',
    path: '/api/v1/runs/{run}/events',
    tag: 'runs',
    summary: 'The journal of a run: a page, or with `Accept: text/event-stream` all that is there and all that comes',
    access: 'view',
    params: RunParams,
    query: z.strictObject({
      after: z.coerce.number().int().nonnegative().default(0),
      limit: z.coerce.number().int().min(1).max(1_000).default(500),
    }),
    answers: {
      200: {
        description: 'Events as they are journalled.',
        schema: z.object({ items: z.array(WireEvent), next: z.int().nullable() }),
      },
    },
    problems: ['run_not_found'],
  }),
  listSteps: defineRoute({
    method: 'GET',
    path: '/api/v1/runs/{run}/steps',
    tag: 'runs',
    summary: 'The steps of a run that have ended, in that order',
    access: 'view',
    params: RunParams,
    query: z.strictObject({
      after: z.coerce.number().int().nonnegative().default(0),
      limit: z.coerce.number().int().min(1).max(1_000).default(200),
      /** Only the step of this path. */
      path: StepPath.optional(),
    }),
    answers: {
      200: {
        description: 'A page of steps.',
        schema: z.object({ items: z.array(StepView), next: z.int().nullable() }),
      },
    },
    problems: ['run_not_found'],
  }),
  getPayload: defineRoute({
    method: 'GET',
    path: '/api/v1/runs/{run}/payloads/{hash}',
    tag: 'runs',
    summary: 'A value of a run that is too large to stand in its events',
    access: 'view',
    params: z.strictObject({ run: RunId, hash: Hash }),
    answers: { 200: { description: 'The value.', schema: z.object({ value: Json }) } },
    problems: ['run_not_found', 'payload_not_found'],
  }),
  readConversation: defineRoute({
    method: 'GET',
    path: '/api/v1/runs/{run}/conversations/{hash}',
    tag: 'runs',
    summary: 'The conversation that a model call refers to, the oldest message first',
    access: 'view',
    params: z.strictObject({ run: RunId, hash: Hash }),
    answers: { 200: { description: 'The messages.', schema: z.object({ items: z.array(MessageView) }) } },
    problems: ['run_not_found', 'payload_not_found'],
  }),
} as const;

const steering = {
  cancelRun: defineRoute({
    method: 'POST',
    path: '/api/v1/runs/{run}/cancel',
    tag: 'runs',
    summary: 'Stop a run, with everything in it',
    access: 'use',
    params: RunParams,
    body: ReasonBody,
    answers: told('It will be stopped.'),
    problems: ['run_not_found', 'run_finished'],
  }),
  pauseRun: defineRoute({
    method: 'POST',
    path: '/api/v1/runs/{run}/pause',
    tag: 'runs',
    summary: 'Keep a run from going on until it is resumed',
    access: 'use',
    params: RunParams,
    body: ReasonBody,
    answers: told('It will pause after what is under way.'),
    problems: ['run_not_found', 'run_finished'],
  }),
  resumeRun: defineRoute({
    method: 'POST',
    path: '/api/v1/runs/{run}/resume',
    tag: 'runs',
    summary: 'Let a paused or quarantined run go on',
    access: 'use',
    params: RunParams,
    body: z.strictObject({}),
    answers: told('It will go on.'),
    problems: ['run_not_found', 'run_finished', 'run_not_paused'],
  }),
  retryRun: defineRoute({
    method: 'POST',
    path: '/api/v1/runs/{run}/retry',
    tag: 'runs',
    summary: 'Start a new run from the journal of one that has ended',
    access: 'use',
    params: RunParams,
    body: z
      .strictObject({
        /** Absent: from the first step that failed or was stopped. */
        from: StepPath.optional(),
        /** In the place of what that step returned. */
        output: Json.optional(),
        repeatEffect: z.boolean().default(false),
      })
      .meta({ id: 'Retry' }),
    creates: true,
    answers: told('The new run.'),
    problems: ['run_not_found', 'run_not_finished', 'step_not_found', 'effect_already_happened'],
  }),
  sendSignal: defineRoute({
    method: 'POST',
    path: '/api/v1/runs/{run}/signals',
    tag: 'runs',
    summary: 'Send a run what it may wait for',
    access: 'use',
    params: RunParams,
    body: z
      .strictObject({
        key: SignalKey.refine((key) => !RESERVED_KEY.test(key), 'this key belongs to the engine'),
        payload: Json,
      })
      .meta({ id: 'NewSignal' }),
    creates: true,
    answers: told('It is kept until the run takes it.'),
    problems: ['run_not_found', 'run_finished', 'payload_too_large'],
  }),
  giveFeedback: defineRoute({
    method: 'POST',
    path: '/api/v1/runs/{run}/feedback',
    tag: 'runs',
    summary: 'Say whether a run was good',
    access: 'use',
    params: RunParams,
    body: FeedbackBody,
    creates: true,
    answers: { 201: { description: 'It is kept.', schema: FeedbackView } },
    problems: ['run_not_found'],
  }),
} as const;

export const runRoutes = { ...reading, ...steering } as const;
