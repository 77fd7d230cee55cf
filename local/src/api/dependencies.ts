import { LIMITS, parseJobId, REFUSALS } from '@batchwright/model/service';
import type { Dependency } from '../scheduler';
import type { BatchState } from '../state';
import type { Fields } from './fields';
import { invalid, refused } from './rejection';

/** `dependsOn` of a submission, checked against the jobs that it names. */
export function readDependencies(
  batch: BatchState,
  fields: Fields,
  arraySize: number | undefined,
): readonly Dependency[] {
  const entries = fields.objects('dependsOn') ?? [];
  if (entries.length > LIMITS.dependencies) throw invalid(REFUSALS.dependencyCount);
  return entries.map((entry) => {
    const jobId = entry.string('jobId');
    const type = entry.oneOf('type', ['N_TO_N', 'SEQUENTIAL']);
    if (type !== undefined && arraySize === undefined) {
      throw invalid(`Dependency type ${type} is only valid for array jobs.`);
    }
    if (type === 'SEQUENTIAL') {
      if (jobId !== undefined) throw invalid('A SEQUENTIAL dependency can not name a job.');
      return { type };
    }
    if (jobId === undefined || jobId === '') throw invalid('jobId is required in dependsOn.');
    return { type: type ?? 'PLAIN', jobId: known(batch, jobId, type, arraySize) };
  });
}

function known(batch: BatchState, jobId: string, type: 'N_TO_N' | undefined, arraySize: number | undefined): string {
  if (parseJobId(jobId).index !== undefined) {
    throw invalid(`Job ${jobId} is a child of an array job: depend on the array job, with N_TO_N for its children.`);
  }
  const job = batch.engine.scheduler.find(jobId);
  if (job === undefined) throw refused(`Job ${jobId} in dependsOn does not exist`);
  if (type === 'N_TO_N' && job.spec.arraySize !== arraySize) {
    throw refused(
      `N_TO_N needs array jobs of equal size: job ${jobId} ${
        job.spec.arraySize === undefined ? 'is not an array job' : `has ${job.spec.arraySize} children`
      }, this one has ${arraySize}`,
    );
  }
  return jobId;
}
