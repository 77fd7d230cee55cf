import { EXIT, exitOf } from '@batchwright/model/contract';
import {
  type ComputeType,
  CRASH_EXITS,
  FAILURE_CAUSES,
  type FailureCause,
  globMatches,
  IMAGE_SIGNS,
  isTimeLimitCanceled,
  LOG_SIGNS,
  REASON_PATTERNS,
  START_SIGNS,
  signIn,
  UNSTARTED_EXITS,
} from '@batchwright/model/service';
import type { JobFailure } from '../../failures';
import type { LogLine } from '../../logs';
import type { Evidence } from './explanation';

/** What is known beside the failure itself. */
export interface Circumstances {
  /** The end of what the job wrote, oldest line first. */
  readonly log: readonly LogLine[];
  /** Name and type of the compute environment that the last attempt ran in. */
  readonly environment?: { readonly name: string; readonly type: ComputeType } | undefined;
}

export interface Found {
  readonly cause: FailureCause;
  readonly evidence: readonly Evidence[];
}

/** Sorts a failure further than its code does, by the service's words, the exit code, the place and the last lines. */
export function findCause(failure: JobFailure, { log, environment }: Circumstances): Found {
  const words = [failure.statusReason, failure.reason].filter(Boolean).join('\n');
  const told: Evidence[] = [
    ...(failure.statusReason ? [{ source: 'DescribeJobs statusReason', says: failure.statusReason }] : []),
    ...(failure.reason ? [{ source: 'DescribeJobs container.reason', says: failure.reason }] : []),
  ];
  const by = (cause: FailureCause, ...more: readonly Evidence[]): Found => ({ cause, evidence: [...told, ...more] });
  if (globMatches(REASON_PATTERNS.drained, failure.statusReason ?? '')) return by('INSTANCE_DRAINED');
  switch (failure.code) {
    case 'OUT_OF_MEMORY': {
      const limit = failure.limitMiB;
      return by('OUT_OF_MEMORY', ...(limit === undefined ? [] : [{ source: 'job memory', says: `${limit} MiB` }]));
    }
    case 'TIMED_OUT':
    case 'DEPENDENCY_FAILED':
    case 'CHILDREN_FAILED':
    case 'GONE':
    case 'BAD_OUTPUT':
      return by(failure.code);
    case 'CANCELLED':
      return by(isTimeLimitCanceled(failure.statusReason ?? '') ? 'QUEUE_TIME_LIMIT' : 'CANCELLED');
    case 'INTERRUPTED':
      return by(interruption(words, environment?.type), ...placeOf(environment));
    case 'IMAGE_PULL_FAILED':
      return by(signIn(IMAGE_SIGNS, words) ?? 'IMAGE_PULL_FAILED', ...imageOf(failure.image));
    case 'START_FAILED':
      return by(signIn(START_SIGNS, words) ?? 'START_FAILED');
    case 'EXITED': {
      const exit = { source: 'DescribeJobs exitCode', says: exitText(failure.exitCode, failure.meaning) };
      const contract = CONTRACT_EXITS[exitOf(failure.exitCode)?.code ?? 0];
      if (contract !== undefined) return by(contract, exit);
      const seen = signInLog(log);
      return by(seen?.cause ?? causeOfExit(failure.exitCode), exit, ...(seen?.evidence ?? []));
    }
    default:
      return by(signIn(START_SIGNS, words) ?? 'UNKNOWN');
  }
}

/** Exits that only a worker made with `runJob` has, and that say it all. Its plain failure (1) is any program's. */
const CONTRACT_EXITS: Readonly<Record<number, FailureCause>> = {
  [EXIT.BAD_INPUT.code]: 'BAD_INPUT',
  [EXIT.BAD_OUTPUT.code]: 'BAD_OUTPUT',
  [EXIT.RETRYABLE.code]: 'RETRYABLE_EXIT',
  [EXIT.STOPPED.code]: 'STOPPED',
};

const SIGKILL_EXIT = 137;

function causeOfExit(exitCode: number): FailureCause {
  if (UNSTARTED_EXITS.includes(exitCode)) return 'COMMAND_NOT_FOUND';
  if (CRASH_EXITS.includes(exitCode)) return 'CRASHED';
  return exitCode === SIGKILL_EXIT ? 'KILLED' : 'APPLICATION_EXIT';
}

function interruption(words: string, type: ComputeType | undefined): FailureCause {
  if (words.split('\n').some((line) => globMatches(REASON_PATTERNS.fargateSpotReclaimed, line))) {
    return 'FARGATE_SPOT_RECLAIMED';
  }
  return type === 'SPOT' ? 'SPOT_RECLAIMED' : 'HOST_LOST';
}

/** The newest line that shows a sign: what came last is nearest to the end. */
function signInLog(log: readonly LogLine[]): { cause: FailureCause; evidence: Evidence[] } | undefined {
  for (const { at, text } of log.toReversed()) {
    const cause = signIn(LOG_SIGNS, text);
    if (cause !== undefined) {
      return { cause, evidence: [{ source: `log line of ${new Date(at).toISOString()}`, says: text.trim() }] };
    }
  }
  return undefined;
}

const exitText = (code: number, meaning: string | undefined): string =>
  meaning === undefined ? String(code) : `${code}: ${meaning}`;

const placeOf = (environment: Circumstances['environment']): Evidence[] =>
  environment === undefined
    ? []
    : [{ source: 'DescribeComputeEnvironments type', says: `${environment.name} is ${environment.type}` }];

const imageOf = (image: string | undefined): Evidence[] =>
  image === undefined ? [] : [{ source: 'job definition image', says: image }];

/** What is said of a cause, for a job that may have had all its attempts. */
export function adviceFor(cause: FailureCause, used: number, allowed: number): readonly string[] {
  const { advice, retry } = FAILURE_CAUSES[cause];
  if (retry === 'no' || used < allowed) return advice;
  const plural = allowed === 1 ? 'attempt' : 'attempts';
  return [...advice, `It has had all of its ${allowed} ${plural}: submit it again, or with more`];
}
