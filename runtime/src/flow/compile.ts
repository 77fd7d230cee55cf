import type { Manifest } from '@batchwright/model/contract';
import { type ClientNeed, PLAN_VERSION, type Plan, type PlanStep } from '@batchwright/model/plan';
import { JOB_LIMITS } from '@batchwright/model/service';
import { type Edges, edgesOf } from './edges';
import { fold } from './fold';
import type { DraftStep, FlowGraph } from './graph';
import { onSeveralNodes } from './on-platform';
import { orderOf } from './order';
import { type JobRoom, submissionsOf } from './submissions';

export interface Compilation {
  readonly manifest: Manifest | undefined;
  readonly fold: boolean;
  /** What the service takes of one job; less only in tests, where a plan must stay small to be looked at. */
  readonly room: JobRoom;
}

/** Room of one job at Batch. */
export const SERVICE_ROOM: JobRoom = {
  arraySize: JOB_LIMITS.arraySize.max,
  dependencies: JOB_LIMITS.dependencies,
};

/**
 * Turns a flow into what Batch is asked for.
 *
 * @throws {@link FlowError} `STEP_UNKNOWN`, `CYCLE`; with a manifest what {@link onSeveralNodes} throws
 */
export function compileGraph(graph: FlowGraph, compilation: Compilation): Plan {
  const several = onSeveralNodes(graph.steps, compilation.manifest);
  const edges = edgesOf(graph);
  const order = orderOf(graph, edges);
  const steps = graph.steps.map((step, s) => planStep(step, s, edges));
  const groups = fold(kindsOf(graph.steps, several, compilation.fold), edges, order);
  return {
    batchwright: 'plan',
    version: PLAN_VERSION,
    flow: graph.flow,
    steps,
    submissions: submissionsOf(steps, edges, groups, compilation.room),
    needsClient: clientNeeds(graph.steps, edges),
  };
}

function planStep(step: DraftStep, s: number, { start, before, each }: Edges): PlanStep {
  const { name, job, queue, settings, size, input, sequential, runAfter, tolerate } = step;
  const plan: { -readonly [Field in keyof PlanStep]: PlanStep[Field] } = { name, job };
  if (queue !== undefined) plan.queue = queue;
  if (settings !== undefined) plan.settings = settings;
  if (size !== undefined) plan.size = size;
  if (typeof input === 'string') plan.input = input;
  else plan.items = input;
  const begin = start[s] as number;
  const end = start[s + 1] as number;
  // As many as were written are the same, since both are sorted: no list is held twice.
  if (end - begin === step.after.length && step.afterNames.length === 0 && size === undefined) {
    if (end > begin) plan.after = step.after;
  } else if (end > begin) plan.after = Array.from(before.subarray(begin, end));
  if ((each[s] as number) >= 0) plan.each = each[s];
  if (sequential) plan.sequential = true;
  if (runAfter === 'end') plan.runAfter = 'end';
  if (tolerate > 0) plan.tolerate = tolerate;
  return plan;
}

/** Which steps may be children of one array: single jobs that differ by their inputs alone. */
function kindsOf(steps: readonly DraftStep[], several: ReadonlySet<number>, wanted: boolean): Int32Array {
  const kinds = new Map<string, number>();
  const kind = new Int32Array(steps.length).fill(-1);
  if (!wanted) return kind;
  steps.forEach(({ job, queue = '', settings, size, runAfter }, s) => {
    if (size !== undefined || runAfter === 'end' || several.has(s)) return;
    const key = settings === undefined && queue === '' ? job : `${job} ${queue} ${JSON.stringify(settings)}`;
    const known = kinds.get(key) ?? kinds.size;
    kinds.set(key, known);
    kind[s] = known;
  });
  return kind;
}

function clientNeeds(steps: readonly DraftStep[], edges: Edges): readonly ClientNeed[] {
  const { start, before, each } = edges;
  const needs: ClientNeed[] = [];
  const waits = (s: number): boolean => (start[s + 1] as number) > (start[s] as number) || (each[s] as number) >= 0;
  const waitedFor = steps.some(({ tolerate }) => tolerate > 0) ? new Set([...before, ...each]) : new Set<number>();
  steps.forEach(({ name, size, runAfter, tolerate }, s) => {
    if (runAfter === 'end' && waits(s)) {
      needs.push({
        step: s,
        code: 'RUN_AFTER_END',
        message: `step "${name}" runs however those before it end; at Batch a failed job fails all that wait for it`,
      });
    }
    if (tolerate > 0 && waitedFor.has(s)) {
      needs.push({
        step: s,
        code: 'TOLERATES_FAILURES',
        message: `array "${name}" may have ${tolerate} failed items; at Batch one failed item fails the array, and with it all that wait for it`,
      });
    }
    if (size === null) {
      needs.push({
        step: s,
        code: 'SIZE_UNKNOWN',
        message: `array "${name}" has as many items as a step before it returns; Batch is told an array's size when it is submitted`,
      });
    }
  });
  return needs;
}
