import type { AnyJob } from '@batchwright/model/contract';
import type { FlowGraph } from './graph';
import { Reference } from './reference';

/** What steps are at run time; their types are in `types.ts`. */
export class GraphStepBase {
  readonly name: string;
  readonly job: AnyJob;
  readonly #graph: FlowGraph;
  readonly #place: number;

  constructor(graph: FlowGraph, place: number, name: string, job: AnyJob) {
    this.#graph = graph;
    this.#place = place;
    this.name = name;
    this.job = job;
  }

  /** Its place, if it is a step of this flow. */
  placeIn(graph: FlowGraph): number | undefined {
    return graph === this.#graph ? this.#place : undefined;
  }

  protected reference(): Reference {
    return Reference.toStep(this.#graph, this.#place, this.name);
  }
}

export class GraphStep extends GraphStepBase {
  get output(): Reference {
    return this.reference();
  }
}

export class GraphArrayStep extends GraphStepBase {
  readonly size: number | undefined;

  constructor(graph: FlowGraph, place: number, name: string, job: AnyJob, size: number | undefined) {
    super(graph, place, name, job);
    this.size = size;
  }

  get outputs(): Reference {
    return this.reference();
  }
}
