import {
  type AnyJob,
  describeIssues,
  outputKey,
  parseOutput,
  type SchemaIssue,
  validate,
} from '@batchwright/model/contract';
import { messageOf } from '../errors';
import { type JobFailure, jobFailure } from '../failures';
import type { Workspace } from '../store';
import type { JobSnapshot } from '../watch';
import type { Outcome } from './handle';

/**
 * What an ended job came to. The output of a job that succeeded is read from the workspace and goes through the
 * contract's schema; without a workspace, or an output in the contract, it is `undefined`.
 *
 * @param jobId - of a plain job, or of a child such as `<uuid>:3`
 */
export async function outcomeOf(
  workspace: Workspace | undefined,
  job: AnyJob,
  snapshot: Pick<JobSnapshot, 'id' | 'name' | 'failure' | 'attempts' | 'logGroup' | 'logStream'>,
): Promise<Outcome<unknown>> {
  const { id: jobId, failure } = snapshot;
  if (failure !== undefined) return { ok: false, jobId, failure };
  if (workspace === undefined || job.output === undefined) return { ok: true, jobId, output: undefined };
  const key = outputKey(job.name, jobId);
  const text = await workspace.get(key);
  const bad = (issues: readonly SchemaIssue[], cause?: unknown): Outcome<unknown> => ({
    ok: false,
    jobId,
    failure: badOutput(snapshot, workspace.uri(key), issues, cause),
  });
  if (text === undefined) return bad([{ path: '', message: 'there is none; did the program end without runJob?' }]);
  try {
    const result = await validate(job.output, parseOutput(text, workspace.uri(key)));
    return result.ok ? { ok: true, jobId, output: result.value } : bad(result.issues);
  } catch (cause) {
    // Not an output of ours, or a schema that throws. Either way it is this job's failure, and not that of its array.
    return bad([{ path: '', message: messageOf(cause) }], cause);
  }
}

function badOutput(
  { id, name, attempts, logGroup, logStream }: Parameters<typeof outcomeOf>[2],
  uri: string,
  issues: readonly SchemaIssue[],
  cause: unknown,
): JobFailure {
  return jobFailure(
    { code: 'BAD_OUTPUT', jobId: id, jobName: name, attempts, logGroup, logStream, uri, issues },
    `job ${name ?? id} succeeded, but its output at ${uri} cannot be used: ${describeIssues(issues)}`,
    cause,
  );
}
