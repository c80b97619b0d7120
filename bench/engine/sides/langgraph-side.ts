/** Graphs of LangGraph.js with its checkpoints in PostgreSQL, each written before the next step begins (`durability: 'sync'`). */
import { countPg } from '../../report/pg-driver.ts';
import { findPeer, loadPeer, readPeerVersion } from '../../report/peers.ts';
import { FAN_WIDTH, STEPS_PER_RUN } from '../programs.ts';
import type { Side } from './side.ts';

interface Graph {
  addNode(name: string, body: () => Promise<object>): Graph;
  addEdge(from: string | readonly string[], to: string): Graph;
  compile(options: { checkpointer: Saver }): CompiledGraph;
}
interface CompiledGraph {
  invoke(input: object, options: object): Promise<{ readonly done?: number }>;
}
interface GraphModule {
  readonly Annotation: (<T>(options: { reducer: (one: T, other: T) => T; default: () => T }) => unknown) & {
    Root(channels: object): unknown;
  };
  readonly StateGraph: new (state: unknown) => Graph;
  readonly START: string;
  readonly END: string;
}
interface Saver {
  setup(): Promise<void>;
  end(): Promise<void>;
}
interface SaverModule {
  readonly PostgresSaver: { fromConnString(connectionString: string): Saver };
}

/** Every task has a row for each channel that it wrote to; one more task of each run is its input. */
const COUNT = `SELECT count(DISTINCT (thread_id, checkpoint_id, task_id)) - count(DISTINCT thread_id) FROM checkpoint_writes`;

export async function openLangGraphSide(
  connectionString: string,
  say: (text: string) => void,
): Promise<Side | undefined> {
  const load = async () => ({
    graph: await loadPeer<GraphModule>('@langchain/langgraph'),
    saver: await loadPeer<SaverModule>('@langchain/langgraph-checkpoint-postgres'),
  });
  const peer = await findPeer('LangGraph', load, say);
  if (!peer) return undefined;
  const checkpointer = peer.saver.PostgresSaver.fromConnString(connectionString);
  await checkpointer.setup();
  const steps = createStepsGraph(peer.graph).compile({ checkpointer });
  const fan = createFanGraph(peer.graph).compile({ checkpointer });
  let threads = 0;
  const run = async (graph: CompiledGraph, expected: number) => {
    const thread = `thread-${(threads += 1)}`;
    const { done } = await graph.invoke({ done: 0 }, { configurable: { thread_id: thread }, durability: 'sync' });
    if (done !== expected) throw new Error(`the graph of the peer did ${done} steps`);
  };
  const packages = ['@langchain/langgraph', '@langchain/langgraph-checkpoint-postgres'];
  return {
    version: packages.map(readPeerVersion).join(', '),
    runSteps: () => run(steps, STEPS_PER_RUN),
    runFan: () => run(fan, FAN_WIDTH),
    countStored: () => countPg(connectionString, COUNT),
    [Symbol.asyncDispose]: () => checkpointer.end(),
  };
}

function createStepsGraph(module: GraphModule): Graph {
  const graph = createGraph(module);
  const names = Array.from({ length: STEPS_PER_RUN }, (_, index) => `step-${index}`);
  for (const name of names) graph.addNode(name, async () => ({ done: 1 }));
  const before = [module.START, ...names];
  for (const [index, name] of names.entries()) graph.addEdge(before[index] ?? '', name);
  return graph.addEdge(names.at(-1) ?? '', module.END);
}

function createFanGraph(module: GraphModule): Graph {
  const graph = createGraph(module);
  const names = Array.from({ length: FAN_WIDTH }, (_, index) => `branch-${index}`);
  for (const name of names) graph.addNode(name, async () => ({ done: 1 })).addEdge(module.START, name);
  graph.addNode('join', async () => ({ done: 0 }));
  return graph.addEdge(names, 'join').addEdge('join', module.END);
}

function createGraph({ Annotation, StateGraph }: GraphModule): Graph {
  const done = Annotation<number>({ reducer: (one, other) => one + other, default: () => 0 });
  return new StateGraph(Annotation.Root({ done }));
}
