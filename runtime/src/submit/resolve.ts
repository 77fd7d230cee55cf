import type { Manifest, ManifestForm, ManifestJob } from '@batchwright/model/contract';
import type { ComputeKind } from '@batchwright/model/service';
import { batchError, type NotOnPlatform } from '../errors';
import { notSubmittedFor } from './not-submitted';

/** What a submission needs to know of the platform, by the service's own names. */
export interface Place {
  /** ARN of the queue. */
  readonly queue: string;
  /** Name, without a revision, of the job definition for the queue's kind of compute. */
  readonly definition: string;
  /** The queue's kind of compute. */
  readonly compute: ComputeKind;
  /** Form of the definition; left out for one container. */
  readonly form?: ManifestForm | undefined;
  /** The platform's tags for each submission. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/**
 * Looks a job and a queue up in the manifest. The platform's type is a claim about what should be deployed; this is what
 * is. A definition fits one kind of compute, so a queue decides which of a job's definitions runs.
 *
 * @param queue - the contract's name of a queue; left out, the job's first
 * @param share - the submission's share identifier: needed on a queue with fair share, refused on any other
 * @throws {@link NotOnPlatform}, {@link InvalidOption}
 */
export function resolvePlace(manifest: Manifest, job: string, queue?: string, share?: string): Place {
  const deployed = requireJob(manifest, job);
  const usable = deployed.queues.filter((name) => placeOf(manifest, deployed, name) !== undefined);
  const chosen = queue ?? deployed.queues[0] ?? '';
  resolveQueue(manifest, chosen);
  const place = usable.includes(chosen) ? placeOf(manifest, deployed, chosen) : undefined;
  if (place === undefined) throw pairError(manifest, job, chosen, usable);
  const fair = manifest.queues[chosen]?.fairShare;
  if (fair ? !share : share !== undefined) {
    throw notSubmittedFor(
      'shareIdentifier',
      `queue "${chosen}" has ${fair ? '' : 'no '}fair share; ${fair ? 'name it' : 'leave it out'}`,
    );
  }
  return place;
}

/** What the manifest says of a job. @throws {@link NotOnPlatform} */
export function requireJob(manifest: Manifest, job: string): ManifestJob {
  const deployed = own(manifest.jobs, job);
  if (deployed === undefined) throw notOnPlatform(manifest, 'job', job);
  return deployed;
}

/** ARN of a queue by the contract's name. @throws {@link NotOnPlatform} */
export function resolveQueue(manifest: Manifest, queue: string): string {
  const deployed = own(manifest.queues, queue);
  if (deployed === undefined) throw notOnPlatform(manifest, 'queue', queue);
  return deployed.arn;
}

function placeOf(manifest: Manifest, job: ManifestJob, queueName: string): Place | undefined {
  const queue = own(manifest.queues, queueName);
  const definition = queue === undefined ? undefined : job.definitions[queue.compute];
  return queue === undefined || definition === undefined
    ? undefined
    : { queue: queue.arn, definition, compute: queue.compute, form: job.forms?.[queue.compute], tags: manifest.tags };
}

/** What a name stands for, and not what every object has by that name. */
const own = <T>(record: { readonly [name: string]: T }, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;

function notOnPlatform(manifest: Manifest, kind: 'job' | 'queue', got: string): NotOnPlatform {
  const expected = Object.keys(manifest[`${kind}s`]);
  return batchError(
    { code: 'NOT_ON_PLATFORM', kind, got, expected },
    `platform "${manifest.platform}" has no ${kind} "${got}"; it has ${list(expected)}. Deploy the platform with it, or connect to the right one`,
  );
}

function pairError(manifest: Manifest, job: string, queue: string, expected: readonly string[]): NotOnPlatform {
  const kinds = Object.keys(manifest.jobs[job]?.definitions ?? {});
  const compute = manifest.queues[queue]?.compute;
  const why =
    compute !== undefined && !kinds.includes(compute) ? `, which is ${compute} (the job: ${list(kinds)})` : '';
  return batchError(
    { code: 'NOT_ON_PLATFORM', kind: 'pair', got: `${job} on ${queue}`, expected },
    `job "${job}" cannot run on queue "${queue}"${why} of platform "${manifest.platform}"; it runs on ${list(expected)}. Add the queue to the job's queues and deploy`,
  );
}

const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));
