import type { EvaluateOnExit, RetryStrategy } from '@aws-sdk/client-batch';
import { LIMITS, REASON_PATTERNS, STATUS_REASONS } from '@batchwright/model/service';
import type { Lab } from '../lab';
import type { Case, Look, Standing } from './case';

const exitWith = (code: number): readonly string[] => ['sh', '-c', `exit ${code}`];

interface Evaluation {
  readonly holds: string;
  readonly standing: Standing;
  readonly exit: number;
  readonly rules: readonly EvaluateOnExit[];
  /** Of two that it may have. */
  readonly attempts: 1 | 2;
}

const EVALUATIONS: Readonly<Record<string, Evaluation>> = {
  'retry-code-matches': {
    holds: 'an exit code that a RETRY rule names is tried again',
    standing: 'documented',
    exit: 75,
    rules: [
      { action: 'RETRY', onExitCode: '75' },
      { action: 'EXIT', onReason: '*' },
    ],
    attempts: 2,
  },
  'retry-first-rule-wins': {
    holds: 'the first rule that matches decides',
    standing: 'documented',
    exit: 4,
    rules: [
      { action: 'EXIT', onExitCode: '4' },
      { action: 'RETRY', onExitCode: '4' },
    ],
    attempts: 1,
  },
  'retry-no-rule-matches': {
    holds: 'an exit that no rule matches is tried again',
    standing: 'documented',
    exit: 3,
    rules: [{ action: 'EXIT', onExitCode: '9' }],
    attempts: 2,
  },
  'retry-all-conditions': {
    holds: 'a rule matches only when all of its conditions do',
    standing: 'documented',
    exit: 5,
    rules: [{ action: 'EXIT', onExitCode: '5', onStatusReason: REASON_PATTERNS.hostLost }],
    attempts: 2,
  },
  'retry-absent-reason': {
    holds: 'onReason "*" matches an attempt whose container has no reason',
    standing: 'unverified',
    exit: 3,
    rules: [{ action: 'EXIT', onReason: '*' }],
    attempts: 1,
  },
  'retry-pattern-case': {
    holds: 'case counts in patterns',
    standing: 'unverified',
    exit: 6,
    rules: [{ action: 'EXIT', onStatusReason: `${STATUS_REASONS.containerExited.slice(0, 9).toLowerCase()}*` }],
    attempts: 2,
  },
};

async function evaluate(lab: Lab, { exit, rules, attempts }: Evaluation): Promise<Look> {
  const retryStrategy: RetryStrategy = { attempts: 2, evaluateOnExit: [...rules] };
  const { job } = await lab.ended(await lab.submit(`exit-${exit}`, exitWith(exit), { retryStrategy }));
  const codes = (job.attempts ?? []).map(({ container }) => container?.exitCode);
  return { as: job.status === 'FAILED' && codes.length === attempts, saw: `${job.status} with exit codes ${codes}` };
}

export const RETRY_CASES: readonly Case[] = [
  ...Object.entries(EVALUATIONS).map(([id, evaluation]) => ({
    id,
    holds: `${evaluation.holds}: ${evaluation.attempts} of 2 attempts`,
    standing: evaluation.standing,
    jobs: evaluation.attempts,
    look: (lab: Lab) => evaluate(lab, evaluation),
  })),
  {
    id: 'retry-succeeds',
    holds: 'an attempt knows its number, and a job whose second attempt exits with 0 has SUCCEEDED with two attempts',
    standing: 'documented',
    jobs: 2,
    look: async (lab) => {
      const command = ['sh', '-c', 'test "$AWS_BATCH_JOB_ATTEMPT" = 2'];
      const { job } = await lab.ended(await lab.submit('second', command, { retryStrategy: { attempts: 2 } }));
      const codes = (job.attempts ?? []).map(({ container }) => container?.exitCode);
      return {
        as: job.status === 'SUCCEEDED' && codes.join() === '1,0',
        saw: `${job.status} with exit codes ${codes}`,
      };
    },
  },
  {
    id: 'time-out',
    holds: `a job over its time-out is FAILED with "${STATUS_REASONS.timedOut}", and is not tried again`,
    standing: 'recorded',
    jobs: 1,
    slow: true,
    look: async (lab) => {
      const id = await lab.submit('long', ['sleep', '600'], {
        timeout: { attemptDurationSeconds: LIMITS.timeoutSeconds.min },
        retryStrategy: { attempts: 2 },
      });
      const { job } = await lab.ended(id);
      const as = job.status === 'FAILED' && job.statusReason === STATUS_REASONS.timedOut && job.attempts?.length === 1;
      return { as, saw: `${job.status}: ${job.statusReason}, ${job.attempts?.length} attempts` };
    },
  },
];
