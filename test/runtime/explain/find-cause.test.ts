import type { FailureCause } from '@batchwright/model/service';
import { FAILURE_CAUSES, hostLost, OUT_OF_MEMORY, START_FAILURES, STATUS_REASONS } from '@batchwright/model/service';
import fc from 'fast-check';
import { adviceFor, findCause } from '../../../runtime/src/explain/failure/find-cause';
import { classify, type EndedJob, goneFailure } from '../../../runtime/src/failures';

interface Case {
  readonly cause: FailureCause;
  readonly exitCode?: number;
  readonly reason?: string;
  readonly statusReason?: string;
  readonly job?: EndedJob;
  readonly log?: readonly string[];
  readonly spot?: boolean;
}

const EXITED = STATUS_REASONS.containerExited;
const STARTED = STATUS_REASONS.startFailed;
const pull = START_FAILURES.cannotPull;
const init = START_FAILURES.resourceInitialization;

/** What is behind the prefixes is as printed in GitHub threads and in the ECS guide's "CannotPullContainer task errors". */
const CASES: readonly Case[] = [
  { cause: 'APPLICATION_EXIT', exitCode: 3, statusReason: EXITED, log: ['reading a.jpg', 'Error: not a JPEG'] },
  { cause: 'APPLICATION_EXIT', exitCode: 1, statusReason: EXITED },
  { cause: 'BAD_INPUT', exitCode: 65, statusReason: EXITED },
  { cause: 'BAD_OUTPUT', exitCode: 70, statusReason: EXITED },
  { cause: 'RETRYABLE_EXIT', exitCode: 75, statusReason: EXITED },
  { cause: 'STOPPED', exitCode: 143, statusReason: EXITED },
  { cause: 'COMMAND_NOT_FOUND', exitCode: 127, statusReason: EXITED, log: ['sh: 1: convrt: not found'] },
  { cause: 'COMMAND_NOT_FOUND', exitCode: 1, statusReason: EXITED, log: ["Error: Cannot find module '/app/x.js'"] },
  { cause: 'WRONG_ARCHITECTURE', exitCode: 1, statusReason: EXITED, log: ['exec /usr/bin/node: exec format error'] },
  { cause: 'CRASHED', exitCode: 139, statusReason: EXITED },
  { cause: 'KILLED', exitCode: 137, statusReason: EXITED },
  { cause: 'OUT_OF_MEMORY', exitCode: 137, statusReason: EXITED, reason: OUT_OF_MEMORY },
  {
    cause: 'OUT_OF_MEMORY_IN_PROGRAM',
    exitCode: 134,
    statusReason: EXITED,
    log: ['FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory', '----- Native trace'],
  },
  {
    cause: 'DISK_FULL',
    exitCode: 1,
    statusReason: EXITED,
    log: ['OSError: [Errno 28] No space left on device: out.bam'],
  },
  {
    cause: 'ACCESS_DENIED',
    exitCode: 1,
    statusReason: EXITED,
    log: ['User: arn:aws:sts::1:assumed-role/x is not authorized to perform: s3:GetObject'],
  },
  { cause: 'HOST_LOST', statusReason: hostLost('i-08784105ffff56b4f') },
  { cause: 'SPOT_RECLAIMED', statusReason: hostLost('i-08784105ffff56b4f'), spot: true },
  { cause: 'FARGATE_SPOT_RECLAIMED', statusReason: STATUS_REASONS.fargateSpotReclaimed, exitCode: 137 },
  { cause: 'INSTANCE_DRAINED', statusReason: 'Task stopped during instance draining (x)', exitCode: 143 },
  {
    cause: 'IMAGE_NOT_FOUND',
    statusReason: STARTED,
    reason: pull('ref pull has been retried 1 time(s): failed to resolve reference "1.dkr.ecr/x:9": x:9: not found'),
  },
  {
    cause: 'IMAGE_ACCESS_DENIED',
    statusReason: STARTED,
    reason: pull('Error response from daemon: pull access denied: no basic auth credentials'),
  },
  {
    cause: 'IMAGE_RATE_LIMITED',
    statusReason: STARTED,
    reason: pull('inspect image has been retried 5 time(s): toomanyrequests: You have reached your pull rate limit'),
  },
  {
    cause: 'IMAGE_UNREACHABLE',
    statusReason: STARTED,
    reason: pull('failed to do request: Head "https://x.dkr.ecr.amazonaws.com": dial tcp 52.1.1.1:443: i/o timeout'),
  },
  {
    cause: 'WRONG_ARCHITECTURE',
    statusReason: STARTED,
    reason: pull('no matching manifest for linux/arm64/v8 in the manifest list entries'),
  },
  { cause: 'DISK_FULL', statusReason: STARTED, reason: pull('write /var/lib/docker/tmp: no space left on device') },
  { cause: 'IMAGE_PULL_FAILED', statusReason: STARTED, reason: pull('something new') },
  {
    cause: 'SECRETS_UNAVAILABLE',
    statusReason: init(
      'unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): AccessDeniedException',
    ),
  },
  {
    cause: 'IMAGE_UNREACHABLE',
    statusReason: init(
      'unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: send request failed',
    ),
  },
  {
    cause: 'LOG_GROUP_MISSING',
    statusReason: init(
      'failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1',
    ),
  },
  { cause: 'LOGS_UNAVAILABLE', statusReason: init('failed to initialize logging driver: RequestError') },
  {
    cause: 'FILE_SYSTEM_UNAVAILABLE',
    statusReason: init('failed to invoke EFS utils commands to set up EFS volumes: stderr: Failed to resolve "fs-1"'),
  },
  {
    cause: 'ROLE_NOT_ASSUMABLE',
    statusReason: "ECS was unable to assume the role 'arn:aws:iam::1:role/x' that was provided for this task.",
  },
  { cause: 'START_TIMED_OUT', statusReason: STARTED, reason: 'DockerTimeoutError: Could not transition to started' },
  {
    cause: 'COMMAND_NOT_FOUND',
    statusReason: STARTED,
    reason: START_FAILURES.cannotStart('OCI runtime create failed: exec: "wrok": executable file not found in $PATH'),
  },
  { cause: 'START_FAILED', statusReason: STARTED, reason: START_FAILURES.cannotCreate('something new') },
  { cause: 'CONFIGURATION', statusReason: STATUS_REASONS.overridesTooLong },
  { cause: 'TIMED_OUT', statusReason: STATUS_REASONS.timedOut, exitCode: 137 },
  { cause: 'CANCELLED', statusReason: 'wrong input', job: { isTerminated: true }, exitCode: 137 },
  {
    cause: 'QUEUE_TIME_LIMIT',
    statusReason: 'Canceled by JobStateTimeLimit action due to reason: CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY',
  },
  { cause: 'DEPENDENCY_FAILED', statusReason: STATUS_REASONS.dependencyFailed },
  {
    cause: 'CHILDREN_FAILED',
    statusReason: STATUS_REASONS.arrayChildFailed,
    job: { arrayProperties: { size: 4, statusSummary: { FAILED: 2 } } },
  },
  { cause: 'UNKNOWN', statusReason: 'something new' },
];

const causeOf = ({ exitCode, reason, statusReason, job, log = [], spot }: Case) =>
  findCause(
    classify({ jobId: 'a', statusReason, attempts: [{ statusReason, container: { exitCode, reason } }], ...job }),
    {
      log: log.map((text, at) => ({ at, text })),
      environment: spot ? { name: 'spot', type: 'SPOT' } : undefined,
    },
  );

test.each(CASES.map((one) => [one.cause, one.reason ?? one.log?.[0] ?? one.statusReason ?? '', one] as const))(
  'the cause is %s for %s',
  (cause, _words, one) => {
    expect(causeOf(one).cause).toBe(cause);
  },
);

test('every cause of the table is found by a case, or is that of a job that is gone', () => {
  const seen = new Set<string>(CASES.map(({ cause }) => cause));
  seen.add(findCause(goneFailure('a'), { log: [] }).cause);
  expect(Object.keys(FAILURE_CAUSES).filter((cause) => !seen.has(cause))).toEqual([]);
});

test('the newest line that shows a sign decides, and is the evidence', () => {
  const { cause, evidence } = causeOf({
    cause: 'DISK_FULL',
    exitCode: 1,
    statusReason: EXITED,
    log: ['warning: AccessDenied for a probe', 'write: no space left on device', 'bye'],
  });
  expect(cause).toBe('DISK_FULL');
  expect(evidence.at(-1)).toEqual({
    source: 'log line of 1970-01-01T00:00:00.001Z',
    says: 'write: no space left on device',
  });
});

test('signs in a log do not outweigh what the service says', () => {
  const log = ['java.lang.OutOfMemoryError'];
  expect(causeOf({ cause: 'TIMED_OUT', statusReason: STATUS_REASONS.timedOut, exitCode: 137, log }).cause).toBe(
    'TIMED_OUT',
  );
});

test('whatever the service says, there is a cause with texts, and its words are kept', () => {
  fc.assert(
    fc.property(fc.string(), fc.option(fc.string()), fc.option(fc.nat(255)), (statusReason, reason, exitCode) => {
      const { cause, evidence } = causeOf({
        cause: 'UNKNOWN',
        statusReason,
        ...(reason === null ? {} : { reason }),
        ...(exitCode === null ? {} : { exitCode }),
      });
      expect(FAILURE_CAUSES[cause].advice.length).toBeGreaterThan(0);
      if (statusReason !== '') expect(evidence.map(({ says }) => says)).toContain(statusReason);
    }),
  );
});

test('a job that had all its attempts is told so only where another could help', () => {
  expect(adviceFor('HOST_LOST', 1, 1).at(-1)).toMatch(/all of its 1 attempt:/);
  expect(adviceFor('HOST_LOST', 1, 3)).toEqual(FAILURE_CAUSES.HOST_LOST.advice);
  expect(adviceFor('OUT_OF_MEMORY', 3, 3)).toEqual(FAILURE_CAUSES.OUT_OF_MEMORY.advice);
});
