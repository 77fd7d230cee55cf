import type { Job, Manifest, Platform } from '@batchwright/model/contract';
import type { Plan } from '@batchwright/model/plan';

declare const value: unique symbol;

/** Stands for a value of type `T` that is known when the flow runs. Only an input of a step takes it: it is not a `T`. */
export interface Ref<out T> {
  readonly [value]: T;
}

/** What a step returns, before it has run. Where it stands in the input of another step, that step waits for this one. */
export interface Output<out T> extends Ref<T> {
  /** A part of it. @param key - a property's name, or an index */
  at<K extends Key<T>>(key: K): Output<T[K]>;
  /** Where it lies, for a worker that streams it. */
  pointer(): Ref<Pointer<T>>;
}

/** What a worker gets for a pointer. */
export interface Pointer<out T> {
  readonly uri: string;
  readonly [value]?: T;
}

type Key<T> = T extends readonly unknown[] ? number & keyof T : keyof T & string;

/** At any depth, a value or a reference to one. */
export type Input<T> = Ref<NoInfer<T>> | Parts<T>;
// `NoInfer` on the leaves: on the whole, a union would lose its variants, or an error point at the whole argument.
type Parts<T> = T extends readonly (infer Item)[]
  ? number extends T['length']
    ? readonly Input<Item>[]
    : { readonly [K in keyof T]: Input<T[K]> }
  : T extends object
    ? { readonly [K in keyof T]: Input<T[K]> }
    : NoInfer<T>;

/** A job of a flow. */
export interface Step<out Returned, out Result> {
  /** Unique in the flow, those of its sub-flows in front. */
  readonly name: string;
  readonly job: Job<string, unknown, unknown, Returned, Result>;
  readonly output: Output<Returned>;
}

/** An array of a flow. */
export interface ArrayStep<out Returned, out Result> {
  readonly name: string;
  readonly job: Job<string, unknown, unknown, Returned, Result>;
  /** Items; undefined where only the output of a step will tell. */
  readonly size: number | undefined;
  /** The items' outputs, in their order. Whoever takes them, or one of them, waits for all items. */
  readonly outputs: Output<Returned[]>;
}

/** What a step can wait for: a step, a sub-flow as a whole, or a step's name, also of one that is written later. */
export type Upstream = Step<unknown, unknown> | ArrayStep<unknown, unknown> | Pick<Flow, 'name' | 'compile'> | string;

/** Options of a flow are those of all its steps, unless a step has its own. */
export interface FlowOptions<Queue extends string> {
  /**
   * Queue of the platform.
   * @default - the first queue of the job in the manifest
   */
  readonly queue?: Queue | undefined;
  /**
   * How often a job is started at most, 1 to 10.
   * @default - the job definition's
   */
  readonly attempts?: number | undefined;
  /**
   * Longest time of one attempt in seconds, at least 60.
   * @default - the job definition's
   */
  readonly timeout?: number | undefined;
  /**
   * Tags of the jobs, at most 50.
   * @default - none
   */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /**
   * For a queue with fair share: whose share this is.
   * @default - none
   */
  readonly shareIdentifier?: string | undefined;
  /**
   * For a queue with fair share: order within the share, 0 to 9999, higher first.
   * @default - the job definition's
   */
  readonly priority?: number | undefined;
}

export interface StepOptions<Queue extends string> extends FlowOptions<Queue> {
  /**
   * Order without data.
   * @default - waits for those whose outputs its input refers to
   */
  readonly after?: Upstream | readonly Upstream[] | undefined;
  /**
   * `success`: it runs when all it waits for has succeeded. `end`: when all has ended, however; Batch cannot do this by
   * itself, so the plan says that it needs a client.
   * @default 'success'
   */
  readonly runAfter?: 'success' | 'end' | undefined;
}

export interface ArrayStepOptions<Queue extends string> extends StepOptions<Queue> {
  /**
   * Whether item i waits for item i - 1 to succeed.
   * @default false
   */
  readonly sequential?: boolean | undefined;
  /**
   * How many items may fail without failing what waits for the array; Batch cannot do this by itself, so the plan says
   * that it needs a client.
   * @default 0
   */
  readonly tolerate?: number | undefined;
}

export interface CompileOptions {
  /**
   * Of the deployed platform (`batch.manifest`): jobs and queues are compared with it, and jobs of several nodes, of which
   * Batch has no arrays, are not folded.
   * @default - nothing is compared, and all jobs are taken to run on one node
   */
  readonly manifest?: Manifest | undefined;
  /**
   * Whether jobs that wait for the same and are waited for by the same become an array.
   * @default true
   */
  readonly fold?: boolean | undefined;
}

/**
 * A graph of jobs. Building and compiling one talks to nobody.
 *
 * @typeParam Queue - names of the platform's queues
 * @typeParam JobName - names of its jobs
 */
export interface Flow<Queue extends string = string, JobName extends string = string> {
  readonly name: string;
  /**
   * Adds one job.
   *
   * @param name - 1 to 128 letters, digits, dots, hyphens and underscores; unique in the flow
   * @param input - plain JSON data and references. Without references it is checked with the contract's schema, unless
   *   that is asynchronous; with them, the compiler checks it here and the schema in the worker.
   * @throws {@link FlowError}
   */
  job<Name extends JobName, Given, Returned, Result>(
    name: string,
    job: Job<Name, Given, unknown, Returned, Result>,
    input: Input<Given>,
    options?: StepOptions<Queue>,
  ): Step<Returned, Result>;
  /** Adds an array of one job for each item. @throws {@link FlowError} also when there are no items */
  array<Name extends JobName, Given, Returned, Result>(
    name: string,
    job: Job<Name, Given, unknown, Returned, Result>,
    items: readonly Input<Given>[] | Iterable<Input<Given>>,
    options?: ArrayStepOptions<Queue>,
  ): ArrayStep<Returned, Result>;
  /**
   * Adds an array whose item i runs when item i of another array has succeeded.
   *
   * @param upstream - an array; or the output, a list, of a step: how many items there are is then known only when that
   *   has run, so the plan says that it needs a client
   * @param input - runs once, now: makes of the output of an item the input of the one that follows it
   * @throws {@link FlowError}
   */
  forEach<Name extends JobName, Item, Given, Returned, Result>(
    name: string,
    job: Job<Name, Given, unknown, Returned, Result>,
    upstream: ArrayStep<Item, unknown> | Output<readonly Item[]>,
    input: (item: Output<Item>) => Input<Given>,
    options?: ArrayStepOptions<Queue>,
  ): ArrayStep<Returned, Result>;
  /** A part of this flow with a name of its own, which a step can wait for. Its steps' names begin with it and a slash. */
  flow(name: string, options?: FlowOptions<Queue>): Flow<Queue, JobName>;
  /** Compiles the whole flow, that this is a part of, to what Batch is asked for. @throws {@link FlowError}, {@link BatchError} */
  compile(options?: CompileOptions): Plan;
}

/** The flow of a platform's type: `createFlow<Photos>('nightly')`. */
export type FlowOf<P extends Platform<string, string>> =
  P extends Platform<infer Queue, infer JobName> ? Flow<Queue, JobName> : never;
export type QueueOf<P extends Platform<string, string>> = P extends Platform<infer Queue, string> ? Queue : never;
