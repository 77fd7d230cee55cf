import type { BatchClient } from '@aws-sdk/client-batch';
import { type AnyJob, encodeItems, inputKey, itemsKey, type Manifest, splitArray } from '@batchwright/model/contract';
import { JOB_LIMITS } from '@batchwright/model/service';
import { sendOnce } from '../aws';
import type { Clock } from '../clock';
import { batchError, messageOf } from '../errors';
import { type ArrayPart, idsOf } from '../handles';
import { storeMissing, type Workspace } from '../store';
import { compileDependencies, type Dependency, type Part } from './dependencies';
import { findByName } from './find';
import { KeyedSubmissions, keyReused } from './keys';
import { freshName, keyedName, partName, type SubmissionName } from './name';
import { notSubmitted, notSubmittedFor } from './not-submitted';
import { submitOnce } from './once';
import type { SubmitArrayOptions } from './options';
import { checkSettings, INLINE_LIMIT, inlineBytes, submitRequest, type Wire } from './request';
import { type Place, resolvePlace } from './resolve';

export interface SubmitterParts {
  readonly manifest: Manifest;
  readonly client: BatchClient;
  readonly workspace: Workspace | undefined;
  readonly clock: Clock;
  readonly random: () => number;
  readonly warn?: ((message: string, data: object) => void) | undefined;
}

/** Something that was submitted: `parts` has one entry unless it is an array of more than the service's largest. */
export interface Submitted {
  /** Id of the first part. */
  readonly id: string;
  readonly name: string;
  readonly parts: readonly ArrayPart[];
}

export type Submitter = (
  job: AnyJob,
  inputs: readonly string[],
  options: SubmitArrayOptions<string>,
) => Promise<Submitted>;

/** Everything about one submission that is decided before the first call. */
interface Draft {
  readonly job: AnyJob;
  readonly inputs: readonly string[];
  readonly options: SubmitArrayOptions<string>;
  readonly place: Place;
  readonly parts: readonly Part[];
  readonly dependencies: readonly (readonly Dependency[])[];
  readonly naming: SubmissionName;
}

/** Submits encoded inputs: one is a plain job, more are one array job or several. */
export function createSubmitter(io: SubmitterParts): Submitter {
  const keyed = new KeyedSubmissions<Submitted>();
  return async (job, inputs, options) => {
    const draft = draftOf(io.manifest, job, inputs, options);
    const { key } = options;
    if (key === undefined) return send(io, draft, new Map());
    return keyed.once(`${draft.place.queue} ${job.name}`, key, draft.naming.name, async () =>
      send(io, draft, await findKeyed(io.client, draft, key)),
    );
  };
}

function draftOf(
  manifest: Manifest,
  job: AnyJob,
  inputs: readonly string[],
  options: SubmitArrayOptions<string>,
): Draft {
  const place = resolvePlace(manifest, job.name, options.queue, options.shareIdentifier);
  if (place.form !== undefined && 'nodes' in place.form && inputs.length > 1) {
    throw notSubmittedFor(
      'items',
      `job "${job.name}" runs on several nodes, of which Batch has no arrays; submit one by one`,
    );
  }
  checkSettings(options);
  checkReferences(options);
  const parts = splitArray(inputs.length, JOB_LIMITS.arraySize.max);
  const dependencies = compileDependencies(
    { after: idsOf(options.after ?? [], 'after'), each: options.each?.parts, sequential: options.sequential ?? false },
    parts,
  );
  const naming = options.key === undefined ? freshName(job.name) : keyedName(job.name, options.key, inputs);
  return { job, inputs, options, place, parts, dependencies, naming };
}

/** What would be left out without a word, or break later, where no compiler has looked at it. */
function checkReferences({ key, each }: SubmitArrayOptions<string>): void {
  if (key !== undefined && (typeof key !== 'string' || key === '')) {
    const got = key === '' ? 'an empty text' : typeof key;
    throw notSubmittedFor('key', `got ${got}; leave it out for a new job each time`);
  }
  if (each !== undefined && !Array.isArray(each.parts)) {
    throw notSubmittedFor('each', 'expected the handle of an array');
  }
}

/** Ids of what is there of a keyed submission, by name. All parts, none, or some after an interruption. */
async function findKeyed(client: BatchClient, { place, naming }: Draft, key: string): Promise<Map<string, string>> {
  const there = new Map<string, string>();
  for (const { id, name } of await findByName(client, place.queue, `${naming.keyPrefix}*`)) {
    if (name !== naming.name && !name.startsWith(`${naming.name}-`)) throw keyReused(key, id);
    if (!there.has(name)) there.set(name, id);
  }
  return there;
}

async function send(io: SubmitterParts, draft: Draft, there: ReadonlyMap<string, string>): Promise<Submitted> {
  const { parts, naming, inputs } = draft;
  const names = parts.map((_, p) => partName(naming.name, p, parts.length));
  const submitted: ArrayPart[] = [];
  let wire: Wire | undefined;
  for (const [p, part] of parts.entries()) {
    const name = names[p] as string;
    let id = there.get(name);
    if (id === undefined) {
      try {
        wire ??= await putInputs(io.workspace, draft);
        id = await sendPart(io, draft, p, name, wire, submitted.at(-1)?.id);
      } catch (error) {
        if (submitted.length === 0) throw error;
        throw partlySubmitted(submitted, inputs.length, error);
      }
    }
    submitted.push({ id, ...part });
  }
  const [first] = submitted as [ArrayPart];
  return { id: first.id, name: names[0] as string, parts: submitted };
}

/** Puts what does not fit into the request where the worker finds it. All parts of an array share one file. */
async function putInputs(workspace: Workspace | undefined, { job, inputs, naming }: Draft): Promise<Wire> {
  const [input] = inputs;
  if (inputs.length === 1 && input !== undefined) {
    const bytes = inlineBytes(input);
    if (bytes <= INLINE_LIMIT) return { inline: input };
    if (workspace === undefined) {
      throw notSubmitted(
        { code: 'INPUT_TOO_LARGE', job: job.name, bytes, limit: INLINE_LIMIT },
        `input of job "${job.name}": has ${bytes} bytes in the request, of which ${INLINE_LIMIT} fit; connect with a store (s3Store of @batchwright/runtime/s3), and it is put there`,
      );
    }
    return { uri: await workspace.put(inputKey(job.name, naming.name), input, 'application/json') };
  }
  if (workspace === undefined) throw storeMissing(`an array of ${inputs.length} items`);
  return { uri: await workspace.put(itemsKey(job.name, naming.name), encodeItems(inputs), 'application/jsonl') };
}

function sendPart(
  io: SubmitterParts,
  { place, parts, dependencies, options }: Draft,
  p: number,
  jobName: string,
  wire: Wire,
  previous: string | undefined,
): Promise<string> {
  const { offset, size } = parts[p] as Part;
  const dependsOn = (dependencies[p] ?? []).map((dependency) =>
    'previous' in dependency ? { jobId: previous as string } : dependency,
  );
  const partWire = parts.length === 1 || 'inline' in wire ? wire : { ...wire, offset };
  const request = submitRequest(jobName, place, partWire, size, dependsOn, options);
  return submitOnce({
    jobName,
    queue: place.queue,
    clock: io.clock,
    random: io.random,
    signal: options.signal,
    warn: io.warn,
    send: () => sendOnce(io.client, request),
    async find() {
      const [oldest] = await findByName(io.client, place.queue, jobName);
      return oldest?.id;
    },
  });
}

function partlySubmitted(submitted: readonly ArrayPart[], size: number, cause: unknown): Error {
  const items = submitted.reduce((sum, part) => sum + part.size, 0);
  const why = messageOf(cause);
  return batchError(
    { code: 'PARTLY_SUBMITTED', submitted: [...submitted], size },
    `${items} of ${size} items were submitted as ${submitted.map(({ id }) => id).join(', ')}, then: ${why} Cancel these jobs, or attach to them; with a key, the same call submits only the rest`,
    cause,
  );
}
