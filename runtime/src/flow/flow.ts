import { type AnyJob, isContractName, NAME_RULE, type Platform } from '@batchwright/model/contract';
import type { PlanSettings } from '@batchwright/model/plan';
import { isBatchError } from '../errors';
import { checkSettings } from '../submit';
import { compileGraph, SERVICE_ROOM } from './compile';
import { encodeStepInput } from './encode';
import { flowError } from './errors';
import type { DraftStep, FlowGraph } from './graph';
import { Reference } from './reference';
import { GraphArrayStep, GraphStep, GraphStepBase } from './steps';
import type {
  ArrayStep,
  ArrayStepOptions,
  CompileOptions,
  Flow,
  FlowOf,
  FlowOptions,
  Output,
  QueueOf,
  Step,
  Upstream,
} from './types';

/**
 * Begins a flow.
 *
 * @param name - 1 to 64 lower-case letters, digits and single hyphens, beginning with a letter
 * @throws {@link FlowError} `NAME_INVALID`
 */
export function createFlow<P extends Platform<string, string> = Platform<string, string>>(
  name: string,
  options: FlowOptions<QueueOf<P>> = {},
): FlowOf<P> {
  if (!isContractName(name)) throw nameInvalid('flow', name, NAME_RULE);
  const graph: FlowGraph = { flow: name, steps: [], places: new Map(), parts: new Set() };
  // The platform's type narrows names only; at run time the manifest does.
  return new GraphFlow(graph, name, '', options) as Flow as FlowOf<P>;
}

const STEP_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/;
const STEP_NAME_RULE =
  'expected 1 to 128 letters, digits, dots, hyphens and underscores, beginning with a letter or digit';

type AnyStepOptions = ArrayStepOptions<string>;
/** What is particular to a kind of step. */
type Particular = Pick<DraftStep, 'size' | 'input' | 'each'>;

class GraphFlow implements Flow {
  readonly name: string;
  readonly #graph: FlowGraph;
  readonly #prefix: string;
  readonly #queue: string | undefined;
  readonly #settings: PlanSettings | undefined;

  constructor(graph: FlowGraph, name: string, prefix: string, options: FlowOptions<string>, inherited?: PlanSettings) {
    this.name = name;
    this.#graph = graph;
    this.#prefix = prefix;
    this.#queue = options.queue;
    this.#settings = settingsOf(name, inherited, options);
  }

  job<Returned, Result>(
    name: string,
    job: AnyJob,
    input: unknown,
    options: AnyStepOptions = {},
  ): Step<Returned, Result> {
    const full = this.#newName(name);
    const after: number[] = [];
    const json = encodeStepInput(full, job, input, undefined, (reference) => after.push(this.#stepOf(full, reference)));
    const place = this.#add(full, job, options, { size: undefined, input: json, each: undefined }, after);
    return new GraphStep(this.#graph, place, full, job) as unknown as Step<Returned, Result>;
  }

  array<Returned, Result>(
    name: string,
    job: AnyJob,
    items: Iterable<unknown>,
    options: AnyStepOptions = {},
  ): ArrayStep<Returned, Result> {
    const full = this.#newName(name);
    const after = new Set<number>();
    const found = (reference: Reference): void => void after.add(this.#stepOf(full, reference));
    const inputs: string[] = [];
    for (const item of items) inputs.push(encodeStepInput(full, job, item, inputs.length, found));
    if (inputs.length === 0) {
      throw optionInvalid(full, 'items', 'there are none, and Batch has no empty arrays; leave the step out');
    }
    const place = this.#add(full, job, options, { size: inputs.length, input: inputs, each: undefined }, [...after]);
    return new GraphArrayStep(this.#graph, place, full, job, inputs.length) as unknown as ArrayStep<Returned, Result>;
  }

  forEach<Returned, Result>(
    name: string,
    job: AnyJob,
    upstream: ArrayStep<unknown, unknown> | Output<readonly unknown[]>,
    input: (item: Output<never>) => unknown,
    options: AnyStepOptions = {},
  ): ArrayStep<Returned, Result> {
    const full = this.#newName(name);
    const source: object = upstream;
    const isList = Reference.in(source);
    const [list, size] = isList ? [source, null] : this.#arrayOf(full, source);
    const followed = this.#stepOf(full, list);
    const item = Reference.itemOf(list);
    const after: number[] = [];
    const json = encodeStepInput(full, job, input(item as unknown as Output<never>), undefined, (reference) => {
      const place = this.#stepOf(full, reference, item);
      if (Reference.loopOf(reference) === undefined) after.push(place);
    });
    // A list is there as a whole, and only then.
    if (isList) after.push(followed);
    const each = isList ? undefined : followed;
    const place = this.#add(full, job, options, { size, input: json, each }, after);
    const step = new GraphArrayStep(this.#graph, place, full, job, size ?? undefined);
    return step as unknown as ArrayStep<Returned, Result>;
  }

  flow(name: string, options: FlowOptions<string> = {}): Flow {
    const full = this.#newName(name);
    this.#requireFree(full);
    this.#graph.parts.add(full);
    const queue = options.queue ?? this.#queue;
    return new GraphFlow(this.#graph, full, `${full}/`, { ...options, queue }, this.#settings);
  }

  compile({ manifest, fold = true }: CompileOptions = {}) {
    return compileGraph(this.#graph, { manifest, fold, room: SERVICE_ROOM });
  }

  #newName(name: string): string {
    if (typeof name !== 'string' || !STEP_NAME.test(name)) throw nameInvalid('step', name, STEP_NAME_RULE);
    return `${this.#prefix}${name}`;
  }

  #requireFree(full: string): void {
    if (!this.#graph.places.has(full) && !this.#graph.parts.has(full)) return;
    throw nameInvalid('step', full, `flow "${this.#graph.flow}" has a step or sub-flow of that name; take another`);
  }

  #add(name: string, job: AnyJob, options: AnyStepOptions, particular: Particular, after: number[]): number {
    const { runAfter = 'success', sequential = false, tolerate = 0 } = options;
    const afterNames: string[] = [];
    for (const upstream of options.after === undefined ? [] : listOf(options.after)) {
      const place = upstream instanceof GraphStepBase ? upstream.placeIn(this.#graph) : undefined;
      if (place !== undefined) after.push(place);
      else afterNames.push(this.#nameOf(name, upstream));
    }
    if (!Number.isInteger(tolerate) || tolerate < 0) {
      throw optionInvalid(name, 'tolerate', `got ${tolerate}; expected a whole number from 0`);
    }
    // Only now: what gives the items may have added steps, too.
    this.#requireFree(name);
    const place = this.#graph.steps.length;
    this.#graph.steps.push({
      name,
      job: job.name,
      queue: options.queue ?? this.#queue,
      settings: settingsOf(name, this.#settings, options),
      ...particular,
      after: sortedOnce(after),
      afterNames,
      sequential,
      runAfter,
      tolerate,
    });
    this.#graph.places.set(name, place);
    return place;
  }

  /** The step that a reference is to. @param item - what stands for an item here; any other one is out of its place */
  #stepOf(step: string, reference: Reference, item?: Reference): number {
    const loop = Reference.loopOf(reference);
    const inPlace = loop === undefined || (item !== undefined && loop === Reference.loopOf(item));
    if (Reference.flowOf(reference) === this.#graph && inPlace) return Reference.stepOf(reference);
    const got = Object.values(Reference.wireOf(reference))[0] as string;
    const why = inPlace ? 'of another flow' : 'an item of which only the forEach that gave it can take';
    throw flowError({ code: 'STEP_UNKNOWN', step, got }, `step "${step}": refers to "${got}", ${why}`);
  }

  #arrayOf(step: string, upstream: object): readonly [Reference, number | null] {
    if (upstream instanceof GraphArrayStep && upstream.placeIn(this.#graph) !== undefined) {
      return [upstream.outputs, upstream.size ?? null];
    }
    const got = (upstream as { readonly name?: string }).name ?? typeof upstream;
    throw flowError(
      { code: 'STEP_UNKNOWN', step, got },
      `step "${step}": follows "${got}", which is no array of flow "${this.#graph.flow}"`,
    );
  }

  #nameOf(step: string, upstream: Upstream): string {
    if (typeof upstream === 'string') return upstream;
    if (upstream instanceof GraphFlow && upstream.#graph === this.#graph && upstream.#prefix !== '')
      return upstream.name;
    const got = upstream?.name ?? typeof upstream;
    throw flowError(
      { code: 'STEP_UNKNOWN', step, got },
      `step "${step}": after "${got}", which is no step or sub-flow of flow "${this.#graph.flow}"`,
    );
  }
}

/** Ascending, each once; the list itself where it is so already. */
function sortedOnce(places: number[]): readonly number[] {
  if (places.every((place, i) => i === 0 || (places[i - 1] as number) < place)) return places;
  return Array.from(new Set(places.sort((a, b) => a - b)));
}

const listOf = (after: Upstream | readonly Upstream[]): readonly Upstream[] =>
  Array.isArray(after) ? after : [after as Upstream];

const SETTINGS = ['attempts', 'timeout', 'tags', 'priority', 'shareIdentifier'] as const;

/** What a submission sets, checked; undefined when that is nothing. */
function settingsOf(step: string, inherited: PlanSettings | undefined, own: PlanSettings): PlanSettings | undefined {
  const given = SETTINGS.filter((name) => own[name] !== undefined);
  if (given.length === 0) return inherited;
  // A copy of the tags, which are the caller's.
  const settings = structuredClone({ ...inherited, ...Object.fromEntries(given.map((name) => [name, own[name]])) });
  try {
    checkSettings(settings);
  } catch (error) {
    if (!isBatchError(error) || error.code !== 'INVALID_OPTION') throw error;
    const { option, message } = error;
    throw flowError({ code: 'STEP_OPTION_INVALID', step, option }, `step "${step}": ${message}`, error);
  }
  return settings;
}

const optionInvalid = (step: string, option: string, problem: string): Error =>
  flowError({ code: 'STEP_OPTION_INVALID', step, option }, `step "${step}": ${option}: ${problem}`);

const nameInvalid = (what: string, got: unknown, problem: string): Error =>
  flowError({ code: 'NAME_INVALID', got: String(got) }, `${what} ${JSON.stringify(got)}: ${problem}`);
