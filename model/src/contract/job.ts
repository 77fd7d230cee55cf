import type { StandardSchemaV1 } from '@standard-schema/spec';
import { ContractError } from './errors';
import type { MustBeJson } from './json';
import { isContractName, NAME_RULE } from './names';

/** A schema of any library that follows Standard Schema (zod, valibot, arktype …): takes `Given`, yields `Received`. */
export type Schema<Given, Received> = StandardSchemaV1<Given, Received>;

/**
 * The typed definition of a job, shared by the CDK app that deploys it, the service that submits it and the worker that
 * runs it. Four types, because each side sees another face of the data:
 *
 * - `Given`: what a submitter passes. Its JSON goes over the wire, un-transformed.
 * - `Received`: what the worker's handler gets: `Given` after defaults, coercions and transforms.
 * - `Returned`: what the handler returns. Its JSON is stored as the job's output.
 * - `Result`: what a reader of the output gets.
 */
export interface Job<Name extends string, Given, Received, Returned, Result> {
  readonly name: Name;
  readonly input: Schema<Given, Received>;
  readonly output: Schema<Returned, Result> | undefined;
}

/** Any job: `Job` is covariant in all five parameters, so no `any` is needed to say this. */
export type AnyJob = Job<string, unknown, unknown, unknown, unknown>;

/**
 * Defines a job. Put it into a plain file of its own, which imports no CDK, no AWS client and no handler.
 *
 * @param name - 1 to 64 lower-case letters, digits and single hyphens, beginning with a letter. It becomes part of the
 *   job definition's name, of parameter paths and of S3 prefixes, so renaming it makes another job.
 * @param contract - the schema of the input and, if the job returns something, of the output
 * @throws {@link ContractError} code `INVALID_NAME` when the name does not fit
 *
 * @example
 * ```ts
 * import { defineJob } from '@batchwright/runtime/contract';
 * import { z } from 'zod';
 *
 * export const thumbnail = defineJob('thumbnail', {
 *   input: z.object({ bucket: z.string(), key: z.string(), width: z.number().default(256) }),
 *   output: z.object({ key: z.string(), bytes: z.number() }),
 * });
 * ```
 */
export function defineJob<const Name extends string, Given, Received, Returned = void, Result = void>(
  name: Name,
  contract: {
    readonly input: Schema<Given, Received> & MustBeJson<Given, 'input'>;
    readonly output?: (Schema<Returned, Result> & MustBeJson<Returned, 'output'>) | undefined;
  },
): Job<Name, Given, Received, Returned, Result> {
  if (!isContractName(name)) throw new ContractError('INVALID_NAME', `job name ${JSON.stringify(name)}: ${NAME_RULE}`);
  return Object.freeze({ name, input: contract.input, output: contract.output });
}

/** A schema that has only types: every value passes. For teams that validate elsewhere, or trust both ends. */
export function unchecked<T>(): Schema<T, T> {
  return {
    '~standard': { version: 1, vendor: 'batchwright', validate: (value) => ({ value: value as T }) },
  };
}
