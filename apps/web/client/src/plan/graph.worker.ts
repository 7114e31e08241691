import type { ELK } from 'elkjs/lib/elk-api';
import workerUrl from 'elkjs/lib/elk-worker.min.js?url';
import type { Elk } from './graph.elk.ts';

let engine: Promise<ELK> | null = null;

/** ELK in a worker of its own, loaded when the first graph is drawn. */
export const elkInWorker: Elk = async (graph) => {
  engine ??= start();
  return (await engine).layout(graph);
};

async function start(): Promise<ELK> {
  const { default: Engine } = await import('elkjs/lib/elk-api.js');
  return new Engine({ workerFactory: () => new Worker(workerUrl) });
}
