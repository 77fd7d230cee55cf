import { createHash } from 'node:crypto';
import jsonata from 'jsonata';

/**
 * Runs a state machine as Amazon States Language says: the kinds of states, and the functions of Step Functions' own, that
 * ours have. Expressions are evaluated by JSONata's reference implementation, in the version that Step Functions names.
 */
export interface Run {
  readonly status: 'SUCCEEDED' | 'FAILED';
  /** Output of the last state. */
  readonly output: unknown;
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  /** States in the order they were entered. */
  readonly path: readonly string[];
  /** Seconds that it waited. */
  readonly waited: readonly number[];
}

/** A service's error, by the name that Step Functions gives it. */
export class TaskError extends Error {
  constructor(
    readonly error: string,
    override readonly cause = '',
  ) {
    super(`${error}: ${cause}`);
  }
}

export type Call = (resource: string, request: Record<string, unknown>) => Promise<unknown>;

interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, StateJson>>;
}

interface StateJson {
  readonly Type: string;
  readonly Resource: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Condition: unknown; readonly Next: string }[];
  readonly Catch?: readonly Catcher[];
  readonly Retry?: readonly Retrier[];
  readonly [field: string]: unknown;
}

interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly Output?: unknown;
}

interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly MaxAttempts: number;
}

export async function runWorkflow(definition: string, input: unknown, name: string, call: Call): Promise<Run> {
  const machine = JSON.parse(definition) as Machine;
  const context = { Execution: { Id: `arn:aws:states:us-east-1:1:execution:m:${name}`, Name: name, Input: input } };
  const path: string[] = [];
  const waited: number[] = [];
  let value = input;
  for (let next: string | undefined = machine.StartAt; next !== undefined; ) {
    if (path.length > 200) throw new Error(`endless: ${path.slice(-6)}`);
    const state: StateJson | undefined = machine.States[next];
    if (state === undefined) throw new Error(`no state ${next}`);
    path.push(next);
    const states = (more: object) => ({ input: value, context, ...more });
    const of = (field: string, more: object = {}) => evaluated(state[field], states(more));
    if (state.Type === 'Succeed') return { status: 'SUCCEEDED', output: value, path, waited };
    if (state.Type === 'Fail') {
      const [error, cause] = [String(await of('Error')), String(await of('Cause'))];
      return { status: 'FAILED', output: undefined, error, cause, path, waited };
    }
    if (state.Type === 'Wait') {
      waited.push(Number(await of('Seconds')));
      next = state.Next;
      continue;
    }
    if (state.Type === 'Choice') {
      next = await chosen(state, (condition) => evaluated(condition, states({})));
      continue;
    }
    const done = await task(state, states, call);
    if ('error' in done) return { status: 'FAILED', output: undefined, ...done, path, waited };
    value = done.value;
    next = done.next;
  }
  return { status: 'SUCCEEDED', output: value, path, waited };
}

type Done =
  | { readonly value: unknown; readonly next: string | undefined }
  | { readonly error: string; readonly cause: string };

async function task(state: StateJson, states: (more: object) => object, call: Call): Promise<Done> {
  if (state.Type !== 'Task') throw new Error(`not known here: ${state.Type}`);
  try {
    const result = await tried(state, async () =>
      call(state.Resource, (await evaluated(state.Arguments, states({}))) as Record<string, unknown>),
    );
    const value = state.Output === undefined ? result : await evaluated(state.Output, states({ result }));
    return { value, next: state.End === true ? undefined : state.Next };
  } catch (error) {
    if (!(error instanceof TaskError)) throw error;
    const catcher = (state.Catch ?? []).find((one) => matches(one, error));
    const errorOutput = { Error: error.error, Cause: error.cause };
    if (catcher === undefined) return { error: error.error, cause: error.cause };
    const { Output: output = errorOutput, Next: next } = catcher;
    return { value: await evaluated(output, states({ errorOutput })), next };
  }
}

const matches = ({ ErrorEquals }: { readonly ErrorEquals: readonly string[] }, { error }: TaskError): boolean =>
  ErrorEquals.includes(error) || ErrorEquals.includes('States.ALL');

async function tried(state: StateJson, attempt: () => Promise<unknown>): Promise<unknown> {
  const retriers = state.Retry ?? [];
  const counts = new Map<Retrier, number>();
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const retrier = error instanceof TaskError ? retriers.find((one) => matches(one, error)) : undefined;
      const count = retrier === undefined ? 0 : (counts.get(retrier) ?? 0);
      if (retrier === undefined || count >= retrier.MaxAttempts) throw error;
      counts.set(retrier, count + 1);
    }
  }
}

async function chosen(state: StateJson, test: (condition: unknown) => Promise<unknown>): Promise<string | undefined> {
  for (const { Condition, Next } of state.Choices ?? []) {
    const answer = await test(Condition);
    if (typeof answer !== 'boolean') throw new TaskError('States.QueryEvaluationError', `${Condition} is no boolean`);
    if (answer) return Next;
  }
  return state.Default;
}

/** A value of a definition with its expressions evaluated; one without a value is an error, as JSON has no such thing. */
export async function evaluated(value: unknown, states: object): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((part) => evaluated(part, states)));
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(async ([key, part]) => [key, await evaluated(part, states)] as const);
    return Object.fromEntries(await Promise.all(entries));
  }
  if (typeof value !== 'string' || !value.startsWith('{%')) return value;
  if (!value.endsWith('%}')) throw new Error(`an expression without its end: ${value}`);
  return expression(value.slice(2, -2), states);
}

async function expression(text: string, states: object): Promise<unknown> {
  try {
    const compiled = jsonata(text);
    compiled.registerFunction('hash', hash, '<ss:s>');
    compiled.registerFunction('parse', (json: string) => JSON.parse(json), '<s:x>');
    const result = await compiled.evaluate(undefined, { states });
    if (result === undefined) throw new Error('it has no value');
    // Lists of JSONata have marks of its own.
    return JSON.parse(JSON.stringify(result));
  } catch (error) {
    const message = error instanceof Error ? error.message : ((error as { message?: string }).message ?? String(error));
    throw new TaskError('States.QueryEvaluationError', `${text}: ${message}`);
  }
}

function hash(text: string, algorithm: string): string {
  if (algorithm !== 'SHA-256') throw new Error(algorithm);
  return createHash('sha256').update(text).digest('hex');
}
