import type { JobDetail } from '@aws-sdk/client-batch';
import { EXIT, exitOf } from '@batchwright/model/contract';
import {
  DEFAULT_LOG_GROUP,
  globMatches,
  isTimeLimitCanceled,
  REASON_PATTERNS,
  STATUS_REASONS,
} from '@batchwright/model/service';
import { type JobFailure, jobFailure } from './failure';

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
  const base = {
    jobId: job.jobId ?? '',
    jobName: job.jobName,
    attempts: job.attempts?.length ?? 0,
    statusReason: job.statusReason ?? attempt?.statusReason,
    reason: container?.reason ?? job.container?.reason,
    ...logsOf(job),
  };
  const exitCode = container?.exitCode ?? job.container?.exitCode;
  const who = `job ${job.jobName ?? base.jobId}`;
  const words = [base.statusReason, base.reason].filter(Boolean).join('; ');
  const says = words === '' ? 'the service gives no reason' : words;
  return (
    endFromOutside(job, base, who, says, exitCode) ??
    attemptFailure(job, base, who, says, exitCode) ??
    jobFailure({ code: 'FAILED', ...base }, `${who} failed: ${says}`)
  );
}

type Base = Pick<JobFailure, 'jobId' | 'jobName' | 'attempts' | 'statusReason' | 'reason' | 'logGroup' | 'logStream'>;

/** Ends that are not the program's: by the clock, by somebody, by another job. */
function endFromOutside(
  job: EndedJob,
  base: Base,
  who: string,
  says: string,
  exitCode: number | undefined,
): JobFailure | undefined {
  if (base.statusReason === STATUS_REASONS.timedOut) {
    const limitSeconds = job.timeout?.attemptDurationSeconds;
    const limit = limitSeconds === undefined ? 'its timeout' : `its timeout of ${limitSeconds} s`;
    return jobFailure({ code: 'TIMED_OUT', ...base, limitSeconds }, `${who} ran longer than ${limit}`);
  }
  if (isStopped(job, base.statusReason, exitCode)) {
    return jobFailure({ code: 'CANCELLED', ...base }, `${who} was cancelled: ${says}`);
  }
  if (base.statusReason === STATUS_REASONS.dependencyFailed) {
    const dependencies = (job.dependsOn ?? []).flatMap(({ jobId }) => (jobId === undefined ? [] : [jobId]));
    return jobFailure(
      { code: 'DEPENDENCY_FAILED', ...base, dependencies },
      `${who} was not started, because a job that it waited for failed${dependencies.length > 0 ? ` (one of ${dependencies.join(', ')})` : ''}`,
    );
  }
  if (job.arrayProperties?.size !== undefined && job.arrayProperties.index === undefined) {
    const { size, statusSummary } = job.arrayProperties;
    const failed = statusSummary?.FAILED ?? 0;
    return jobFailure(
      { code: 'CHILDREN_FAILED', ...base, failed, size, children: [] },
      `${failed} of ${size} children of ${who} failed`,
    );
  }
  return undefined;
}

/** What happened to the last attempt itself. */
function attemptFailure(
  job: EndedJob,
  base: Base,
  who: string,
  says: string,
  exitCode: number | undefined,
): JobFailure | undefined {
  if (interrupted(base.statusReason) || interrupted(base.reason)) {
    return jobFailure(
      { code: 'INTERRUPTED', ...base },
      `the machine of ${who} went away (${says}); give the job more attempts`,
    );
  }
  if (globMatches(REASON_PATTERNS.outOfMemory, base.reason ?? '')) {
    const limitMiB = memoryOf(job);
    return jobFailure(
      { code: 'OUT_OF_MEMORY', ...base, limitMiB },
      `${who} needed more than its memory${limitMiB === undefined ? '' : ` of ${limitMiB} MiB`}; give it more`,
    );
  }
  const start = startFailure(base, who, says, job.container?.image);
  if (start !== undefined || exitCode === undefined || exitCode === 0) return start;
  const row = exitOf(exitCode);
  const meaning = row?.meaning ?? (exitCode === KILLED ? 'killed by SIGKILL' : undefined);
  const detail = [meaning, base.reason].filter(Boolean).join('; ');
  return jobFailure(
    { code: 'EXITED', retryable: row?.retry ?? false, ...base, exitCode, meaning },
    `${who} exited with code ${exitCode}${detail === '' ? '' : `: ${detail}`}`,
  );
}

/** A failure for a job that the service does not know. */
export const goneFailure = (jobId: string): JobFailure =>
  jobFailure(
    { code: 'GONE', jobId, attempts: 0 },
    `job ${jobId}: Batch does not know it (any more); finished jobs are forgotten after some days, or the id belongs to another account or region`,
  );

/** Where the output of a job's last attempt is. @param fallback - log group when the job's definition is not known */
export function logsOf(
  { container, attempts }: Pick<JobDetail, 'container' | 'attempts'>,
  fallback: string = DEFAULT_LOG_GROUP,
): { readonly logGroup: string | undefined; readonly logStream: string | undefined } {
  const logStream = container?.logStreamName ?? attempts?.at(-1)?.container?.logStreamName;
  const group = container?.logConfiguration?.options?.['awslogs-group'];
  return { logGroup: logStream === undefined ? undefined : (group ?? fallback), logStream };
}

/** Whether somebody, or a time limit of the queue, stopped the job, rather than that it ended by itself just before. */
function isStopped(
  { isCancelled, isTerminated }: EndedJob,
  statusReason: string | undefined,
  exitCode: number | undefined,
): boolean {
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

function startFailure(base: Base, who: string, says: string, image: string | undefined): JobFailure | undefined {
  const matches = (pattern: string): boolean =>
    globMatches(pattern, base.reason ?? '') || globMatches(pattern, base.statusReason ?? '');
  if (matches(REASON_PATTERNS.cannotPull)) {
    // A registry that refuses or does not have the image answers the same again.
    const forGood = /unauthorized|denied|forbidden|not found|no such|unknown|invalid|no match/i.test(says);
    return jobFailure(
      { code: 'IMAGE_PULL_FAILED', retryable: !forGood, ...base, image },
      `the image of ${who} could not be pulled: ${says}`,
    );
  }
  const retryable = matches(REASON_PATTERNS.dockerTimeout);
  const ours = [STATUS_REASONS.startFailed, STATUS_REASONS.overridesTooLong].some((text) =>
    base.statusReason?.startsWith(text),
  );
  if (!retryable && !ours && !matches(REASON_PATTERNS.resourceInitialization)) return undefined;
  return jobFailure({ code: 'START_FAILED', retryable, ...base }, `${who} could not be started: ${says}`);
}

function memoryOf({ container }: EndedJob): number | undefined {
  const required = container?.resourceRequirements?.find(({ type }) => type === 'MEMORY')?.value;
  return required === undefined ? container?.memory : Number(required);
}
