import { STATUS_REASONS } from '@batchwright/model/service';
import type { Case } from './case';

export const DEPENDENCY_CASES: readonly Case[] = [
  {
    id: 'dependency-order',
    holds: 'a job starts when all jobs that it depends on have SUCCEEDED, and is PENDING until then',
    standing: 'documented',
    jobs: 2,
    look: async (lab) => {
      const before = await lab.submit('states', ['sleep', '2']);
      const after = await lab.submit('ok', ['true'], { dependsOn: [{ jobId: before }] });
      const { job, states } = await lab.ended(after);
      const first = await lab.describe(before);
      const as =
        job.status === 'SUCCEEDED' &&
        states.includes('PENDING') &&
        (job.startedAt ?? 0) >= (first?.stoppedAt ?? Number.POSITIVE_INFINITY);
      return { as, saw: `${states.join(', ')}; started ${(job.startedAt ?? 0) - (first?.stoppedAt ?? 0)} ms after` };
    },
  },
  {
    id: 'dependency-n-to-n',
    holds: 'by N_TO_N each child waits for the child of its index; a job that depends on an array waits for all',
    standing: 'documented',
    jobs: 5,
    look: async (lab) => {
      const arrayProperties = { size: 2 };
      const first = await lab.submit('ok', ['true'], { arrayProperties });
      const second = await lab.submit('ok', ['true'], {
        arrayProperties,
        dependsOn: [{ jobId: first, type: 'N_TO_N' }],
      });
      const merge = await lab.ended(await lab.submit('ok', ['true'], { dependsOn: [{ jobId: second }] }));
      const late: number[] = [];
      for (const index of [0, 1]) {
        const [one, other] = [await lab.describe(`${first}:${index}`), await lab.describe(`${second}:${index}`)];
        late.push((other?.startedAt ?? 0) - (one?.stoppedAt ?? Number.POSITIVE_INFINITY));
      }
      const as = merge.job.status === 'SUCCEEDED' && late.every((ms) => ms >= 0);
      return { as, saw: `${merge.job.status}; children started ${late.join(' and ')} ms after` };
    },
  },
  {
    id: 'dependency-failed',
    holds: `a job whose dependency fails is FAILED with "${STATUS_REASONS.dependencyFailed}", without an attempt`,
    standing: 'unverified',
    jobs: 1,
    look: async (lab) => {
      const bad = await lab.submit('exit-1', ['sh', '-c', 'exit 1']);
      const { job } = await lab.ended(await lab.submit('ok', ['true'], { dependsOn: [{ jobId: bad }] }));
      const attempts = job.attempts?.length ?? 0;
      const as = job.status === 'FAILED' && job.statusReason === STATUS_REASONS.dependencyFailed && attempts === 0;
      return { as, saw: `${job.status}: ${job.statusReason}, ${attempts} attempts` };
    },
  },
  {
    id: 'dependency-has-failed',
    holds: 'a job whose dependency has failed already is accepted, and FAILED',
    standing: 'unverified',
    jobs: 1,
    look: async (lab) => {
      const bad = await lab.submit('exit-1', ['sh', '-c', 'exit 1']);
      await lab.ended(bad);
      const { job } = await lab.ended(await lab.submit('ok', ['true'], { dependsOn: [{ jobId: bad }] }));
      return { as: job.status === 'FAILED', saw: `${job.status}: ${job.statusReason}` };
    },
  },
];
