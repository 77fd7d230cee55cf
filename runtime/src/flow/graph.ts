import type { PlanSettings } from '@batchwright/model/plan';

/** A step as it was written, its references encoded. */
export interface DraftStep {
  readonly name: string;
  readonly job: string;
  readonly queue: string | undefined;
  readonly settings: PlanSettings | undefined;
  /** Undefined for a single job, `null` where only a step's output will tell. */
  readonly size: number | null | undefined;
  /** JSON: of a job or of each item alike; or of each item. */
  readonly input: string | readonly string[];
  /** Steps that it waits for as a whole, by place: ascending, each once. */
  readonly after: readonly number[];
  /** Steps and sub-flows that it waits for, by name. */
  readonly afterNames: readonly string[];
  readonly each: number | undefined;
  readonly sequential: boolean;
  readonly runAfter: 'success' | 'end';
  readonly tolerate: number;
}

/** All steps of a flow and its sub-flows, in the order in which they are written. */
export interface FlowGraph {
  readonly flow: string;
  readonly steps: DraftStep[];
  readonly places: Map<string, number>;
  /** Names of sub-flows, in full. */
  readonly parts: Set<string>;
}
