// One round in a process of its own: `one.mjs ours` or `one.mjs peer`. Prints JSON.
import { defineJob, unchecked } from '@batchwright/runtime/contract';
import { createFlow } from '@batchwright/runtime/flow';
import { benchGraph } from './graph.mjs';

const { behind, jobs } = benchGraph();
const contracts = new Map(
  [...new Set(jobs)].map((name) => [name, defineJob(name, { input: unchecked(), output: unchecked() })]),
);
const nodes = behind.length;
const edges = behind.reduce((sum, upstream) => sum + upstream.length, 0);

/** References for data, as many as the job has upstreams: each is an edge. */
function ours() {
  const flow = createFlow('bench');
  const steps = [];
  for (let s = 0; s < nodes; s++) {
    const from = behind[s].map((upstream) => steps[upstream].output.at('key'));
    steps.push(flow.job(`${jobs[s]}-${s}`, contracts.get(jobs[s]), { sample: s, from }));
  }
  const { submissions } = flow.compile();
  return {
    submissions: submissions.length,
    largest: submissions.reduce((most, { size }) => Math.max(most, size), 0),
    relays: submissions.filter(({ relay }) => relay).length,
  };
}

// Each has its own libraries alone in memory.
const libraries = process.argv[2] === 'ours' ? [] : await Promise.all([import('graphology'), import('graphology-dag')]);

function peer() {
  const [{ default: graphology }, { topologicalSort }] = libraries;
  const graph = new graphology.DirectedGraph();
  for (let s = 0; s < nodes; s++) {
    graph.addNode(`${jobs[s]}-${s}`, { sample: s });
    for (const upstream of behind[s]) graph.addEdge(`${jobs[upstream]}-${upstream}`, `${jobs[s]}-${s}`);
  }
  return { sorted: topologicalSort(graph).length };
}

const run = process.argv[2] === 'ours' ? ours : peer;
globalThis.gc();
const started = performance.now();
const facts = run();
const ms = performance.now() - started;
// Of the whole process, Node itself and the description of the graph included.
const peakMiB = process.resourceUsage().maxRSS / 1024;
console.log(JSON.stringify({ ms, peakMiB, nodes, edges, ...facts }));
