import type { AnyJob } from '@batchwright/model/contract';
import { goneFailure } from '../failures';
import { describeJobs, goneSnapshot, type JobChange, type JobSnapshot, listJobs, watchChanges } from '../watch';
import type { ArrayPart, ItemOutcome } from './handle';
import type { HandleParts } from './job-handle';
import { outcomeOf } from './output';

/** Outputs that are read at the same time. */
const READS = 32;

/** One array job whose children are being gathered: `open` holds the places, in this part, that have not ended. */
interface Gathering {
  readonly part: ArrayPart;
  readonly open: Set<number>;
  readonly seen: { SUCCEEDED: number; FAILED: number };
}

/**
 * How each item of an array ended, as they end. Only the parents are looked at; when their counts say that children have
 * ended, the children are listed by status, and only those that failed are described.
 */
export async function* arrayOutcomes(
  io: HandleParts,
  job: AnyJob,
  parts: readonly ArrayPart[],
  signal?: AbortSignal | undefined,
): AsyncGenerator<ItemOutcome<unknown>, void, undefined> {
  const gatherings = new Map(
    parts.map((part) => [
      part.id,
      { part, open: new Set(Array.from({ length: part.size }, (_, i) => i)), seen: { SUCCEEDED: 0, FAILED: 0 } },
    ]),
  );
  for await (const change of watchChanges(io.poller, [...gatherings.keys()], signal)) {
    const gathering = gatherings.get(change.id);
    if (gathering !== undefined) yield* gather(io, job, gathering, change, signal);
  }
}

async function* gather(
  io: HandleParts,
  job: AnyJob,
  gathering: Gathering,
  change: JobChange,
  signal: AbortSignal | undefined,
): AsyncGenerator<ItemOutcome<unknown>, void, undefined> {
  const { part, open } = gathering;
  if (change.status === 'GONE') {
    for (const index of open) {
      const jobId = childId(part, index);
      yield { index: part.offset + index, ok: false, jobId, failure: goneFailure(jobId) };
    }
    return;
  }
  if (part.size === 1) {
    if (change.final) yield { index: part.offset, ...(await outcomeOf(io.workspace, job, change)) };
    return;
  }
  for (const status of ['SUCCEEDED', 'FAILED'] as const) {
    const count = change.array?.summary[status] ?? 0;
    if (count > gathering.seen[status]) yield* listed(io, job, gathering, status);
  }
  // The listing may lag behind the parent's end: those that it did not name are looked at one by one.
  if (change.final && open.size > 0) yield* missing(io, job, gathering, signal);
}

async function* listed(
  io: HandleParts,
  job: AnyJob,
  gathering: Gathering,
  status: 'SUCCEEDED' | 'FAILED',
): AsyncGenerator<ItemOutcome<unknown>, void, undefined> {
  let group: number[] = [];
  for await (const { index } of listJobs(io.client, { arrayJobId: gathering.part.id, status })) {
    if (index === undefined || !gathering.open.delete(index)) continue;
    gathering.seen[status]++;
    group.push(index);
    if (group.length < READS) continue;
    yield* await settle(io, job, gathering.part, group, status);
    group = [];
  }
  yield* await settle(io, job, gathering.part, group, status);
}

async function settle(
  io: HandleParts,
  job: AnyJob,
  part: ArrayPart,
  indices: readonly number[],
  status: 'SUCCEEDED' | 'FAILED',
): Promise<ItemOutcome<unknown>[]> {
  const ids = indices.map((index) => childId(part, index));
  const failed = status === 'FAILED' ? await describeJobs(io.client, ids) : new Map<string, JobSnapshot>();
  return Promise.all(
    indices.map(async (index, i) => {
      const id = ids[i] as string;
      const snapshot = failed.get(id) ?? (status === 'FAILED' ? goneSnapshot(id) : { id, attempts: 0 });
      return { index: part.offset + index, ...(await outcomeOf(io.workspace, job, snapshot)) };
    }),
  );
}

async function* missing(
  io: HandleParts,
  job: AnyJob,
  { part, open }: Gathering,
  signal: AbortSignal | undefined,
): AsyncGenerator<ItemOutcome<unknown>, void, undefined> {
  const places = new Map([...open].map((index) => [childId(part, index), index]));
  for await (const change of watchChanges(io.poller, [...places.keys()], signal)) {
    const index = places.get(change.id);
    if (!change.final || index === undefined) continue;
    open.delete(index);
    yield { index: part.offset + index, ...(await outcomeOf(io.workspace, job, change)) };
  }
}

const childId = (part: ArrayPart, index: number): string => (part.size === 1 ? part.id : `${part.id}:${index}`);
