import type { SchemaIssue } from '@batchwright/model/contract';
import { brandedError, isBranded } from '../errors';

interface Trouble<Code extends string> extends Error {
  readonly code: Code;
  readonly retryable: false;
}

/** A flow or a step has a name that does not fit, or that another one has. */
export interface FlowNameInvalid extends Trouble<'NAME_INVALID'> {
  readonly got: string;
}

/** An input does not fit the contract, or cannot be sent as JSON. */
export interface StepInputInvalid extends Trouble<'STEP_INPUT_INVALID'> {
  readonly step: string;
  /** The item's place in the array, from 0; absent for a single job. */
  readonly index?: number | undefined;
  readonly issues: readonly SchemaIssue[];
}

/** An option of a flow or a step is outside of what Batch or this package takes. */
export interface StepOptionInvalid extends Trouble<'STEP_OPTION_INVALID'> {
  readonly step: string;
  readonly option: string;
}

/** A step waits for, or refers to, something that is no step of its flow. */
export interface StepUnknown extends Trouble<'STEP_UNKNOWN'> {
  readonly step: string;
  readonly got: string;
}

/** Steps wait for each other. */
export interface FlowCycle extends Trouble<'CYCLE'> {
  /** Each waits for the next, and the last is the first again. */
  readonly path: readonly string[];
}

/** What building and compiling a flow throw, told apart by `code`. Nothing was sent to anybody. */
export type FlowError = FlowNameInvalid | StepInputInvalid | StepOptionInvalid | StepUnknown | FlowCycle;
export type FlowErrorCode = FlowError['code'];

type Data<E> = E extends FlowError ? Omit<E, 'name' | 'message' | 'stack' | 'cause' | 'retryable'> : never;

const BRAND = Symbol.for('batchwright.FlowError');
const BrandedFlowError = brandedError('FlowError', BRAND);

export const flowError = <const D extends Data<FlowError>>(
  data: D,
  message: string,
  cause?: unknown,
): Extract<FlowError, { readonly code: D['code'] }> =>
  new BrandedFlowError({ retryable: false, ...data }, message, cause) as unknown as Extract<
    FlowError,
    { readonly code: D['code'] }
  >;

/** Whether a caught value is one of {@link FlowError}. Works across copies of this package, which `instanceof` does not. */
export function isFlowError(error: unknown): error is FlowError {
  return isBranded(error, BRAND);
}
