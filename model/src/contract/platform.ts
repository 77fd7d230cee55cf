import { ContractError } from './errors';
import { isContractName, NAME_RULE } from './names';

/** The queues and jobs that one deployed platform has, by name. Types only need the two unions of names. */
export interface Platform<Queue extends string, JobName extends string> {
  readonly name: string;
  readonly queues: readonly Queue[];
  /** Empty when the definition listed none: then any job may be added and submitted, and only run time checks it. */
  readonly jobs: readonly JobName[];
}

/**
 * Defines a platform: the names that its CDK app must provide and its services may use.
 *
 * @param name - same pattern as a job's name; the manifest is published under `/batchwright/<name>`
 * @param parts - at least one queue; the jobs, or none to leave them open
 * @throws {@link ContractError} code `INVALID_NAME` or `INVALID_PLATFORM`
 *
 * @example
 * ```ts
 * export const photos = definePlatform('photos', { queues: ['urgent', 'standard'], jobs: [thumbnail] });
 * export type Photos = typeof photos;
 * ```
 */
export function definePlatform<const Queue extends string, const JobName extends string = string>(
  name: string,
  parts: {
    readonly queues: readonly Queue[];
    readonly jobs?: readonly { readonly name: JobName }[] | undefined;
  },
): Platform<Queue, JobName> {
  if (!isContractName(name)) {
    throw new ContractError('INVALID_NAME', `platform name ${JSON.stringify(name)}: ${NAME_RULE}`);
  }
  if (parts.queues.length === 0) {
    throw new ContractError(
      'INVALID_PLATFORM',
      `platform "${name}": lists no queues; expected at least one, for example queues: ['standard']`,
    );
  }
  for (const queue of parts.queues) {
    if (!isContractName(queue)) {
      throw new ContractError('INVALID_NAME', `platform "${name}": queue name ${JSON.stringify(queue)}: ${NAME_RULE}`);
    }
  }
  const jobs = (parts.jobs ?? []).map((job) => job.name);
  refuseTwice(name, 'queue', parts.queues);
  refuseTwice(name, 'job', jobs);
  return Object.freeze({ name, queues: Object.freeze([...parts.queues]), jobs: Object.freeze(jobs) });
}

function refuseTwice(platform: string, what: string, names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new ContractError(
      'INVALID_PLATFORM',
      `platform "${platform}": lists the ${what} "${twice}" twice; list it once`,
    );
  }
}
