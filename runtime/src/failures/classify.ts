import type { JobDetail } from '@aws-sdk/client-batch';
import { EXIT, exitOf } from '@batchwright/model/contract';
import {
  DEFAULT_LOG_GROUP,
  globMatches,
  isTimeLimitCanceled,
  REASON_PATTERNS,
  STATUS_REASONS,
} from '@batchwright/model/service';
import { type FailureData, type JobFailure, jobFailure } from './failure';

/** The part of a DescribeJobs entry that says how a job ended. */
export type EndedJob = Partial<
  Pick<
    JobDetail,
    | 'jobId'
    | 'jobName'
    | 'statusReason'
    | 'isCancelled'
    | 'isTerminated'
    | 'attempts'
    | 'container'
    | 'dependsOn'
    | 'timeout'
    | 'arrayProperties'
  >
>;

/** Exit code of a process that SIGKILL ended: 128 + n is the shell's convention. */
const KILLED = 137;

/**
 * Says why a failed job failed, from what the service tells of it.
 *
 * The service's fixed texts decide first, then that somebody stopped the job (their words become the status reason, so
 * they may be any text), then the exit code.
 */
export function classify(job: EndedJob): JobFailure {
  const attempt = job.attempts?.at(-1);
  const container = attempt?.container ?? job.container;
  const statusReason = job.statusReason ?? attempt?.statusReason;
  const reason = container?.reason ?? job.container?.reason;
  const words = [statusReason, reason].filter(Boolean).join('; ');
  const end: End = {
    job,
    statusReason,
    reason,
    exitCode: container?.exitCode ?? job.container?.exitCode,
    says: words === '' ? 'the service gives no reason' : words,
  };
  const [data, message] = endFromOutside(end) ?? attemptFailure(end) ?? [{ code: 'FAILED' }, `failed: ${end.says}`];
  const { jobId = '', jobName } = job;
  const attempts = job.attempts?.length ?? 0;
  return jobFailure(
    { jobId, jobName, attempts, statusReason, reason, ...logsOf(job), ...data } as FailureData,
    `job ${jobName ?? jobId} ${message}`,
  );
}

/** What is known of how a job ended. `says` is all of the service's words about it. */
interface End {
  readonly job: EndedJob;
  readonly statusReason: string | undefined;
  readonly reason: string | undefined;
  readonly exitCode: number | undefined;
  readonly says: string;
}

/** What only one kind of failure has, beside its code; and a sentence about the job. */
type Verdict = readonly [OwnData<FailureData>, string] | undefined;
type OwnData<D> = D extends FailureData ? Omit<D, keyof Base> : never;
type Base = Pick<JobFailure, 'jobId' | 'jobName' | 'attempts' | 'statusReason' | 'reason' | 'logGroup' | 'logStream'>;

/** Ends that are not the program's: by the clock, by somebody, by another job. */
function endFromOutside(end: End): Verdict {
  const { job, statusReason, says } = end;
  if (statusReason === STATUS_REASONS.timedOut) {
    const limitSeconds = job.timeout?.attemptDurationSeconds;
    const limit = limitSeconds === undefined ? '' : ` of ${limitSeconds} s`;
    return [{ code: 'TIMED_OUT', limitSeconds }, `ran longer than its timeout${limit}`];
  }
  if (isStopped(end)) return [{ code: 'CANCELLED' }, `was cancelled: ${says}`];
  if (statusReason === STATUS_REASONS.dependencyFailed) {
    const dependencies = (job.dependsOn ?? []).flatMap(({ jobId }) => jobId ?? []);
    const which = dependencies.length > 0 ? ` (one of ${dependencies.join(', ')})` : '';
    return [
      { code: 'DEPENDENCY_FAILED', dependencies },
      `was not started, because a job that it waited for failed${which}`,
    ];
  }
  const { size, index, statusSummary } = job.arrayProperties ?? {};
  if (size === undefined || index !== undefined) return undefined;
  const failed = statusSummary?.FAILED ?? 0;
  return [{ code: 'CHILDREN_FAILED', failed, size, children: [] }, `failed in ${failed} of its ${size} children`];
}

/** What happened to the last attempt itself. */
function attemptFailure(end: End): Verdict {
  const { job, statusReason, reason = '', exitCode, says } = end;
  if (interrupted(statusReason) || interrupted(reason)) {
    return [{ code: 'INTERRUPTED' }, `lost its machine (${says}); give it more attempts`];
  }
  if (globMatches(REASON_PATTERNS.outOfMemory, reason)) {
    const limitMiB = memoryOf(job);
    const limit = limitMiB === undefined ? '' : ` of ${limitMiB} MiB`;
    return [{ code: 'OUT_OF_MEMORY', limitMiB }, `needed more than its memory${limit}; give it more`];
  }
  const start = startFailure(end);
  if (start !== undefined || exitCode === undefined || exitCode === 0) return start;
  const row = exitOf(exitCode);
  const meaning = row?.meaning ?? (exitCode === KILLED ? 'killed by SIGKILL' : undefined);
  const detail = [meaning, reason].filter(Boolean).join('; ');
  return [
    { code: 'EXITED', retryable: row?.retry ?? false, exitCode, meaning },
    `exited with code ${exitCode}${detail === '' ? '' : `: ${detail}`}`,
  ];
}

/** A failure for a job that the service does not know. */
export const goneFailure = (jobId: string): JobFailure =>
  jobFailure(
    { code: 'GONE', jobId, attempts: 0 },
    `job ${jobId}: Batch does not know it (any more); finished jobs are forgotten after some days, or the id belongs to another account or region`,
  );

/** Where the output of a job's last attempt is. */
export function logsOf({ container, attempts }: Pick<JobDetail, 'container' | 'attempts'>) {
  const logStream = container?.logStreamName ?? attempts?.at(-1)?.container?.logStreamName;
  const logGroup = container?.logConfiguration?.options?.['awslogs-group'] ?? DEFAULT_LOG_GROUP;
  return { logGroup: logStream && logGroup, logStream };
}

/** Whether somebody, or a time limit of the queue, stopped the job, rather than that it ended by itself just before. */
function isStopped({ job: { isCancelled, isTerminated }, statusReason, exitCode }: End): boolean {
  if (statusReason !== undefined && isTimeLimitCanceled(statusReason)) return true;
  if (statusReason === STATUS_REASONS.containerExited) return false;
  if (isCancelled || isTerminated) return true;
  // Without those marks: a kill with words that are not the service's own were somebody's.
  return (
    statusReason !== undefined &&
    (exitCode === KILLED || exitCode === EXIT.STOPPED.code) &&
    !interrupted(statusReason) &&
    !(Object.values(STATUS_REASONS) as string[]).includes(statusReason)
  );
}

const interrupted = (text: string | undefined): boolean =>
  text !== undefined &&
  (globMatches(REASON_PATTERNS.hostLost, text) || globMatches(REASON_PATTERNS.fargateSpotReclaimed, text));

function startFailure({ job, statusReason = '', reason = '', says }: End): Verdict {
  const matches = (pattern: string): boolean => globMatches(pattern, reason) || globMatches(pattern, statusReason);
  if (matches(REASON_PATTERNS.cannotPull)) {
    // A registry that refuses or does not have the image answers the same again.
    const forGood = /unauthorized|denied|forbidden|not found|no such|unknown|invalid|no match/i.test(says);
    return [
      { code: 'IMAGE_PULL_FAILED', retryable: !forGood, image: job.container?.image },
      `could not pull its image: ${says}`,
    ];
  }
  const retryable = matches(REASON_PATTERNS.dockerTimeout);
  const ours = [STATUS_REASONS.startFailed, STATUS_REASONS.overridesTooLong].some((text) =>
    statusReason.startsWith(text),
  );
  if (!retryable && !ours && !matches(REASON_PATTERNS.resourceInitialization)) return undefined;
  return [{ code: 'START_FAILED', retryable }, `could not be started: ${says}`];
}

function memoryOf({ container }: EndedJob): number | undefined {
  const required = container?.resourceRequirements?.find(({ type }) => type === 'MEMORY')?.value;
  return required === undefined ? container?.memory : Number(required);
}
