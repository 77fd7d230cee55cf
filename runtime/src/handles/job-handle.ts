import type { BatchClient } from '@aws-sdk/client-batch';
import type { Job } from '@batchwright/model/contract';
import type { Workspace } from '../store';
import { describeJobs, goneSnapshot, type JobSnapshot, type Poller, waitForEnd } from '../watch';
import { cancelJobs } from './cancel';
import type { JobHandle, Outcome } from './handle';
import { outcomeOf } from './output';

/** What handles need of their connection. */
export interface HandleParts {
  readonly client: BatchClient;
  readonly poller: Poller;
  readonly workspace: Workspace | undefined;
}

export function createJobHandle<Result>(
  io: HandleParts,
  job: Job<string, unknown, unknown, unknown, Result>,
  id: string,
  name: string,
): JobHandle<Result> {
  // The output has been through the job's own schema, or the job has none: then its result is `void`.
  const outcome: JobHandle<Result>['outcome'] = async ({ signal } = {}) =>
    outcomeOf(io.workspace, job, await waitForEnd(io.poller, id, signal)) as Promise<Outcome<Result>>;
  return {
    id,
    name,
    outcome,
    async result(options) {
      const ended = await outcome(options);
      if (!ended.ok) throw ended.failure;
      return ended.output;
    },
    wait: ({ signal } = {}) => waitForEnd(io.poller, id, signal),
    status: () => statusOf(io.client, id),
    cancel: (reason) => cancelJobs(io.client, [id], reason),
  };
}

async function statusOf(client: BatchClient, id: string): Promise<JobSnapshot> {
  return (await describeJobs(client, [id])).get(id) ?? goneSnapshot(id);
}
