import { LIMITS, STATUS_REASONS } from '@batchwright/model/service';
import type { Case } from './case';

/** In which a job passes through them; a look may miss any of them but the last. */
const ORDER: readonly string[] = ['SUBMITTED', 'PENDING', 'RUNNABLE', 'STARTING', 'RUNNING', 'SUCCEEDED'];

/** Of a job that depends on another which has not ended. */
const WAITING: readonly string[] = ['SUBMITTED', 'PENDING'];

const inOrder = (states: readonly string[]): boolean =>
  states.every((state, i) => i === 0 || ORDER.indexOf(state) > ORDER.indexOf(states[i - 1] ?? ''));

export const LIFECYCLE_CASES: readonly Case[] = [
  {
    id: 'job-states',
    holds: `a job passes through ${ORDER.join(', ')} in this order; one without dependencies is never PENDING`,
    standing: 'documented',
    jobs: 1,
    look: async (lab) => {
      const { states } = await lab.ended(await lab.submit('states', ['sleep', '2']));
      return { as: inOrder(states) && !states.includes('PENDING'), saw: states.join(', ') };
    },
  },
  {
    id: 'job-before-start',
    holds:
      'before it starts a job has startedAt 0 or none, no attempts and no reason; its queue and definition are ARNs',
    standing: 'recorded',
    jobs: 1,
    look: async (lab) => {
      const dependency = await lab.submit('states', ['sleep', '2']);
      const id = await lab.submit('waits', ['true'], { dependsOn: [{ jobId: dependency }] });
      const { first } = await lab.ended(id);
      const { startedAt = 0, attempts = [], statusReason, jobQueue = '', jobDefinition = '', status } = first;
      const arns = [jobQueue, jobDefinition].every((arn) => arn.startsWith('arn:'));
      return {
        as:
          WAITING.includes(status ?? '') &&
          startedAt === 0 &&
          attempts.length === 0 &&
          statusReason === undefined &&
          arns,
        saw: JSON.stringify({ status, startedAt: first.startedAt, attempts, statusReason, jobQueue, jobDefinition }),
      };
    },
  },
  {
    id: 'job-succeeded',
    holds: `a job that exits with 0 is SUCCEEDED with the reason "${STATUS_REASONS.containerExited}", exit code 0 and one attempt`,
    standing: 'recorded',
    jobs: 1,
    look: async (lab) => {
      const { job } = await lab.ended(await lab.submit('ok', ['true']));
      const { status, statusReason, container, attempts = [] } = job;
      const saw = { status, statusReason, exitCode: container?.exitCode, attempts: attempts.length };
      const as =
        status === 'SUCCEEDED' &&
        statusReason === STATUS_REASONS.containerExited &&
        container?.exitCode === 0 &&
        attempts.length === 1;
      return { as, saw: JSON.stringify(saw) };
    },
  },
  {
    id: 'job-log-stream',
    holds: 'the log stream is called PREFIX/default/TASK, and holds what the job printed',
    standing: 'documented',
    jobs: 1,
    look: async (lab) => {
      const { job } = await lab.ended(await lab.submit('prints', ['echo', 'printed by verify']));
      const stream = job.container?.logStreamName ?? '';
      const lines = await lab.lines(stream);
      const as = /^[^/]+\/default\/[^/]+$/.test(stream) && lines.includes('printed by verify');
      return { as, saw: `${stream}: ${lines.join(' / ')}` };
    },
  },
  {
    id: 'job-partial-reference',
    holds: 'a reference inside of a longer argument is not replaced',
    standing: 'unverified',
    jobs: 1,
    look: async (lab) => {
      const command = ['echo', 'x-Ref::verify'];
      const { job } = await lab.ended(await lab.submit('partial', command, { parameters: { verify: 'replaced' } }));
      const lines = await lab.lines(job.container?.logStreamName);
      return { as: lines.includes('x-Ref::verify'), saw: lines.join(' / ') };
    },
  },
  {
    id: 'job-overrides-too-long',
    holds: `variables of more than ${LIMITS.overrideCharacters} characters are accepted, and fail the job with "${STATUS_REASONS.overridesTooLong}"`,
    standing: 'recorded',
    jobs: 1,
    look: async (lab) => {
      const environment = [{ name: 'LONG', value: 'x'.repeat(LIMITS.overrideCharacters + 1_000) }];
      const { job } = await lab.ended(await lab.submit('ok', ['true'], { containerOverrides: { environment } }));
      const as = job.status === 'FAILED' && job.statusReason === STATUS_REASONS.overridesTooLong;
      return { as, saw: `${job.status}: ${job.statusReason}` };
    },
  },
];
