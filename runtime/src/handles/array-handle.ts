import type { Job } from '@batchwright/model/contract';
import { emptySummary, type StatusSummary } from '@batchwright/model/service';
import { type JobFailure, jobFailure } from '../failures';
import { describeJobs } from '../watch';
import { cancelJobs } from './cancel';
import type { ArrayHandle, ArrayPart, ItemOutcome } from './handle';
import type { HandleParts } from './job-handle';
import { arrayOutcomes } from './outcomes';

/** Failures that the error of a whole array carries; a caller who wants all takes the outcomes. */
const CARRIED = 10;

export function createArrayHandle<Result>(
  io: HandleParts,
  job: Job<string, unknown, unknown, unknown, Result>,
  parts: readonly [ArrayPart, ...ArrayPart[]],
  name: string,
): ArrayHandle<Result> {
  const ids = parts.map(({ id }) => id);
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  const [{ id }] = parts;
  // Each output has been through the job's own schema.
  const outcomes: ArrayHandle<Result>['outcomes'] = ({ signal } = {}) =>
    arrayOutcomes(io, job, parts, signal) as AsyncGenerator<ItemOutcome<Result>>;
  return {
    id,
    ids,
    parts,
    size,
    name,
    outcomes,
    async results(options) {
      const results: Result[] = new Array(size);
      const failures: { index: number; failure: JobFailure }[] = [];
      for await (const item of outcomes(options)) {
        if (item.ok) results[item.index] = item.output;
        else failures.push({ index: item.index, failure: item.failure });
      }
      if (failures.length > 0) throw arrayFailure(id, name, size, failures);
      return results;
    },
    summary: () => summarize(io, ids),
    cancel: (reason) => cancelJobs(io.client, ids, reason),
  };
}

async function summarize({ client }: HandleParts, ids: readonly string[]): Promise<StatusSummary> {
  const sum = emptySummary();
  for (const { status, array } of (await describeJobs(client, ids)).values()) {
    if (array === undefined) {
      if (status !== 'GONE') sum[status]++;
    } else {
      for (const [name, count] of Object.entries(array.summary)) sum[name as keyof StatusSummary] += count;
    }
  }
  return sum;
}

function arrayFailure(
  jobId: string,
  jobName: string,
  size: number,
  failures: readonly { readonly index: number; readonly failure: JobFailure }[],
): JobFailure {
  const children = failures.toSorted((a, b) => a.index - b.index).slice(0, CARRIED);
  const [first] = children;
  return jobFailure(
    { code: 'CHILDREN_FAILED', jobId, jobName, attempts: 0, failed: failures.length, size, children },
    `${failures.length} of ${size} items failed; item ${first?.index}: ${first?.failure.message}`,
    first?.failure,
  );
}
