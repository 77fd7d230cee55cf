import type { BatchClient } from '@aws-sdk/client-batch';
import type { AnyJob, Manifest } from '@batchwright/model/contract';
import type { Batch, Target } from '../batch';
import type { Clock } from '../clock';
import { invalidOption } from '../errors';
import { goneFailure } from '../failures';
import {
  type ArrayPart,
  cancelJobs,
  createArrayHandle,
  createJobHandle,
  type HandleParts,
  idsOf,
  requireId,
} from '../handles';
import { openWorkspace, type Store, storeMissing } from '../store';
import { createSubmitter, encodeInput, type Items, notSubmitted, requireJob, resolveQueue } from '../submit';
import { describeJobs, goneSnapshot, listJobs, Poller, watchChanges } from '../watch';

/** Everything that a batch stands on, so that tests decide about time and chance. */
export interface BatchParts {
  readonly manifest: Manifest;
  readonly client: BatchClient;
  readonly store: Store | undefined;
  readonly clock: Clock;
  readonly random: () => number;
  readonly poll: { readonly minMs: number; readonly maxMs: number; readonly goneAfterMs: number };
  readonly warn?: ((message: string, data: object) => void) | undefined;
}

export function createBatch({ manifest, client, store, clock, random, poll, warn }: BatchParts): Batch {
  const workspace = store === undefined ? undefined : openWorkspace(store, manifest.workspace);
  const poller = new Poller({ describe: (ids) => describeJobs(client, ids), clock, ...poll });
  const io: HandleParts = { client, poller, workspace };
  const submitter = createSubmitter({
    manifest,
    client,
    workspace,
    clock,
    random,
    warn,
  });
  return {
    manifest,
    async submit(job, input, options = {}) {
      requireJob(manifest, job.name);
      const { id, name } = await submitter(job, [await encodeInput(job, input)], options);
      return createJobHandle(io, job, id, name);
    },
    async submitArray(job, items, options = {}) {
      requireJob(manifest, job.name);
      if (workspace === undefined) throw storeMissing('submitArray');
      const inputs = await encodeItems(job, items, options.signal);
      const { parts, name } = await submitter(job, inputs, options);
      return createArrayHandle(io, job, parts as [ArrayPart, ...ArrayPart[]], name);
    },
    attach(job, id) {
      requireJob(manifest, job.name);
      return createJobHandle(io, job, requireId(id, 'id'), '');
    },
    async attachArray(job, ids) {
      requireJob(manifest, job.name);
      const [parts, name] = await findParts(client, idsOf(ids, 'ids'));
      return createArrayHandle(io, job, parts, name);
    },
    async describe(targets) {
      const ids = idsOf(targets, 'targets');
      const found = await describeJobs(client, ids);
      return ids.map((id) => found.get(id) ?? goneSnapshot(id));
    },
    watch: (targets, { signal } = {}) => watchChanges(poller, idsOf(targets, 'targets'), signal),
    list({ queue, status, name }) {
      const jobQueue = resolveQueue(manifest, queue);
      if (name === undefined) return listJobs(client, { jobQueue, status });
      if (status !== undefined) throw notBoth();
      return listJobs(client, { jobQueue, name });
    },
    children: (arrayJobId, { status } = {}) => listJobs(client, { arrayJobId, status }),
    cancel: async (targets: Target | readonly Target[], reason) =>
      cancelJobs(client, idsOf(targets, 'targets'), reason),
  };
}

/** Takes the items to their end and checks each, before anything is sent. */
async function encodeItems(
  job: AnyJob,
  items: Items<unknown>,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const inputs: string[] = [];
  for await (const item of items) {
    signal?.throwIfAborted();
    inputs.push(await encodeInput(job, item, inputs.length));
  }
  if (inputs.length > 0) return inputs;
  throw notSubmitted(
    { code: 'EMPTY_ARRAY', job: job.name },
    `array of job "${job.name}": there are no items, and Batch has no empty arrays; skip the call`,
  );
}

async function findParts(
  client: BatchClient,
  ids: readonly string[],
): Promise<readonly [readonly [ArrayPart, ...ArrayPart[]], string]> {
  const found = await describeJobs(client, ids);
  const parts: ArrayPart[] = [];
  let offset = 0;
  for (const id of ids) {
    const snapshot = found.get(id);
    if (snapshot === undefined) throw goneFailure(id);
    const size = snapshot.array?.size ?? 1;
    parts.push({ id, offset, size });
    offset += size;
  }
  const [first, ...rest] = parts;
  if (first === undefined) {
    throw invalidOption('ids', 'got an empty list; expected the id of an array, or the ids of its parts in order');
  }
  return [[first, ...rest], found.get(first.id)?.name ?? ''];
}

const notBoth = (): Error =>
  invalidOption(
    'status',
    'cannot be combined with name, because the service ignores it then; filter the rows by their status',
  );
