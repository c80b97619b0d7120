export type { CallOptions } from './call-route.ts';
export { ProblemError, UnexpectedAnswerError, UnreachableError } from './client-error.ts';
export { type CallAnswer, type CallArguments, type Client, createClient } from './create-client.ts';
export { EventStreamParser, type StreamMessage } from './event-stream.ts';
export type { FollowOptions, RunNews } from './follow-run.ts';
export type { ClientOptions, Fetch, Headers, Socket, SocketClass } from './link.ts';
export type { Live, LiveStatus } from './live/open-live.ts';
export type { SystemNews, TopicListener, TopicProblem } from './live/live-topic.ts';
