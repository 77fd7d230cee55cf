import { ListJobsCommand, type SubmitJobCommandInput } from '@aws-sdk/client-batch';
import { STATUS_REASONS } from '@batchwright/model/service';
import type { Lab } from '../lab';
import type { Case } from './case';

const SIZE = 3;
const ALL_STATUSES = ['FAILED', 'PENDING', 'RUNNABLE', 'RUNNING', 'STARTING', 'SUBMITTED', 'SUCCEEDED'];
const PARENT_STATES: readonly string[] = ['SUBMITTED', 'PENDING', 'SUCCEEDED', 'FAILED'];

const submitArray = (
  lab: Lab,
  what: string,
  command: readonly string[],
  more: Partial<SubmitJobCommandInput> = {},
): Promise<string> => lab.submit(what, command, { arrayProperties: { size: SIZE }, ...more });

export const ARRAY_CASES: readonly Case[] = [
  {
    id: 'array-parent',
    holds:
      'the parent of an array is only ever SUBMITTED, PENDING, SUCCEEDED or FAILED, counts all seven states, and never starts itself',
    standing: 'documented',
    jobs: SIZE,
    look: async (lab) => {
      const { job, states } = await lab.ended(await submitArray(lab, 'states', ['sleep', '2']));
      const summary = job.arrayProperties?.statusSummary ?? {};
      const as =
        states.every((state) => PARENT_STATES.includes(state)) &&
        Object.keys(summary).sort().join() === ALL_STATUSES.join() &&
        summary.SUCCEEDED === SIZE &&
        (job.startedAt ?? 0) === 0 &&
        (job.attempts ?? []).length === 0;
      return { as, saw: `${states.join(', ')}; ${JSON.stringify(summary)}; startedAt ${job.startedAt}` };
    },
  },
  {
    id: 'array-environment',
    holds: 'a child knows its index from 0 and the size, and its AWS_BATCH_JOB_ID ends with the index',
    standing: 'unverified',
    jobs: SIZE,
    look: async (lab) => {
      const print = 'echo "$AWS_BATCH_JOB_ARRAY_INDEX of $AWS_BATCH_JOB_ARRAY_SIZE in $AWS_BATCH_JOB_ID"';
      const id = await submitArray(lab, 'index', ['sh', '-c', print]);
      await lab.ended(id);
      const child = await lab.describe(`${id}:2`);
      const lines = await lab.lines(child?.container?.logStreamName);
      return { as: lines.includes(`2 of ${SIZE} in ${id}:2`), saw: lines.join(' / ') };
    },
  },
  {
    id: 'array-failed-child',
    holds: `one failed child fails the parent with "${STATUS_REASONS.arrayChildFailed}", when all others have ended as they would`,
    standing: 'recorded',
    jobs: SIZE,
    look: async (lab) => {
      const command = ['sh', '-c', 'test "$AWS_BATCH_JOB_ARRAY_INDEX" != 0 || exit 1; sleep 2'];
      const { job } = await lab.ended(await submitArray(lab, 'one-fails', command));
      const summary = job.arrayProperties?.statusSummary ?? {};
      const as =
        job.status === 'FAILED' &&
        job.statusReason === STATUS_REASONS.arrayChildFailed &&
        summary.SUCCEEDED === SIZE - 1 &&
        summary.FAILED === 1;
      return { as, saw: `${job.status}: ${job.statusReason}; ${JSON.stringify(summary)}` };
    },
  },
  {
    id: 'array-sequential',
    holds: 'in a SEQUENTIAL array a child starts when the one before it has ended',
    standing: 'documented',
    jobs: SIZE,
    look: async (lab) => {
      const id = await submitArray(lab, 'states', ['sleep', '2'], { dependsOn: [{ type: 'SEQUENTIAL' }] });
      await lab.ended(id);
      const times: { startedAt: number; stoppedAt: number }[] = [];
      for (let index = 0; index < SIZE; index++) {
        const { startedAt = 0, stoppedAt = 0 } = (await lab.describe(`${id}:${index}`)) ?? {};
        times.push({ startedAt, stoppedAt });
      }
      const as = times.every(({ startedAt }, i) => startedAt > 0 && startedAt >= (times[i - 1]?.stoppedAt ?? 0));
      return { as, saw: JSON.stringify(times) };
    },
  },
  {
    id: 'array-n-to-n-unequal',
    holds: 'N_TO_N between arrays of different sizes is refused',
    standing: 'unverified',
    jobs: SIZE,
    look: async (lab) => {
      const jobId = await submitArray(lab, 'ok', ['true']);
      return refused(() =>
        lab.submit('ok', ['true'], { arrayProperties: { size: SIZE - 1 }, dependsOn: [{ jobId, type: 'N_TO_N' }] }),
      );
    },
  },
  {
    id: 'array-child-dependency',
    holds: 'a dependency on one child of an array is refused',
    standing: 'unverified',
    jobs: SIZE,
    look: async (lab) => {
      const jobId = await submitArray(lab, 'ok', ['true']);
      return refused(() => lab.submit('ok', ['true'], { dependsOn: [{ jobId: `${jobId}:1` }] }));
    },
  },
  {
    id: 'array-list-children',
    holds: 'ListJobs of an array without a status lists no child that has ended',
    standing: 'documented',
    jobs: SIZE,
    look: async (lab) => {
      const arrayJobId = await submitArray(lab, 'ok', ['true']);
      await lab.ended(arrayJobId);
      const count = async (more: object): Promise<number> => {
        const { jobSummaryList } = await lab.batch.send(new ListJobsCommand({ arrayJobId, ...more }));
        return jobSummaryList?.length ?? 0;
      };
      const [without, succeeded] = [await count({}), await count({ jobStatus: 'SUCCEEDED' })];
      return { as: without === 0 && succeeded === SIZE, saw: `${without} without a status, ${succeeded} SUCCEEDED` };
    },
  },
];

/** Whether a request is refused as the service refuses one. */
async function refused(send: () => Promise<unknown>): Promise<{ as: boolean; saw: string }> {
  try {
    await send();
    return { as: false, saw: 'it was accepted' };
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== 'ClientException') throw error;
    return { as: true, saw: `${name}: ${message}` };
  }
}
