import { hostLost, OUT_OF_MEMORY, STATUS_REASONS, timeLimitCanceled } from '@batchwright/model/service';
import { EXIT } from '@batchwright/runtime/contract';
import fc from 'fast-check';
import { classify, type EndedJob, isJobFailure } from '../../../runtime/src/failures';

const base = { jobId: 'id', jobName: 'thumbnail-1' };
const exited = (exitCode: number, reason?: string): EndedJob => ({
  ...base,
  statusReason: STATUS_REASONS.containerExited,
  attempts: [{ container: { exitCode, ...(reason === undefined ? {} : { reason }) } }],
  container: { exitCode, ...(reason === undefined ? {} : { reason }) },
});
const says = (statusReason: string, more: Partial<EndedJob> = {}): EndedJob => ({ ...base, statusReason, ...more });

test.each<[string, EndedJob, object]>([
  [
    'an exit code of a program of its own',
    exited(3),
    { code: 'EXITED', exitCode: 3, retryable: false, meaning: undefined },
  ],
  [
    'the exit code of a bad input',
    exited(EXIT.BAD_INPUT.code),
    { code: 'EXITED', meaning: EXIT.BAD_INPUT.meaning, retryable: false },
  ],
  ['the exit code of a passing fault', exited(EXIT.RETRYABLE.code), { code: 'EXITED', retryable: true }],
  ['a kill that nobody explains', exited(137), { code: 'EXITED', exitCode: 137, meaning: 'killed by SIGKILL' }],
  [
    'a kill for memory',
    { ...exited(137, OUT_OF_MEMORY), container: { resourceRequirements: [{ type: 'MEMORY', value: '2048' }] } },
    { code: 'OUT_OF_MEMORY', limitMiB: 2048, retryable: false },
  ],
  [
    'a kill for memory, in lower case',
    exited(137, 'OutOfMemoryError: container killed due to memory usage'),
    { code: 'OUT_OF_MEMORY' },
  ],
  ['a lost host', says(hostLost('i-1')), { code: 'INTERRUPTED', retryable: true }],
  [
    'a reclaimed Fargate task',
    { ...says(STATUS_REASONS.fargateSpotReclaimed), container: { exitCode: 137 } },
    { code: 'INTERRUPTED', retryable: true },
  ],
  [
    'a timeout',
    says(STATUS_REASONS.timedOut, { timeout: { attemptDurationSeconds: 60 } }),
    { code: 'TIMED_OUT', limitSeconds: 60 },
  ],
  [
    'a job that was terminated',
    says('enough', { isTerminated: true, container: { exitCode: 143 } }),
    { code: 'CANCELLED', statusReason: 'enough' },
  ],
  ['a job that was cancelled before it ran', says('enough', { isCancelled: true }), { code: 'CANCELLED' }],
  [
    'a kill with words of somebody',
    says('Terminated by the user', { container: { exitCode: 137 } }),
    { code: 'CANCELLED' },
  ],
  [
    'a job that ended by itself before a cancel took effect',
    { ...exited(1), isCancelled: true },
    { code: 'EXITED', exitCode: 1 },
  ],
  [
    'a time limit of the queue',
    says(timeLimitCanceled('MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT')),
    { code: 'CANCELLED' },
  ],
  [
    'a failed dependency',
    says(STATUS_REASONS.dependencyFailed, { dependsOn: [{ jobId: 'up' }] }),
    { code: 'DEPENDENCY_FAILED', dependencies: ['up'] },
  ],
  [
    'an image that is not there',
    says('Task failed to start', { container: { image: 'x:1', reason: 'CannotPullContainerError: not found' } }),
    { code: 'IMAGE_PULL_FAILED', retryable: false, image: 'x:1' },
  ],
  [
    'a registry that did not answer',
    says('Task failed to start', { container: { reason: 'CannotPullContainerError: i/o timeout' } }),
    { code: 'IMAGE_PULL_FAILED', retryable: true },
  ],
  [
    'a container that did not start',
    says('x', { container: { reason: 'DockerTimeoutError: Could not transition' } }),
    { code: 'START_FAILED', retryable: true },
  ],
  [
    'a missing log group',
    says('ResourceInitializationError: no log group'),
    { code: 'START_FAILED', retryable: false },
  ],
  ['overrides that are too long', says(STATUS_REASONS.overridesTooLong), { code: 'START_FAILED' }],
  [
    'an array whose children failed',
    says(STATUS_REASONS.arrayChildFailed, { arrayProperties: { size: 5, statusSummary: { FAILED: 2, SUCCEEDED: 3 } } }),
    { code: 'CHILDREN_FAILED', failed: 2, size: 5, children: [] },
  ],
  ['a child of an array', { ...exited(1), arrayProperties: { size: 5, index: 2 } }, { code: 'EXITED' }],
  ['a text that nobody knows', says('something new'), { code: 'FAILED', statusReason: 'something new' }],
  ['nothing at all', base, { code: 'FAILED' }],
])('explains %s', (_what, job, expected) => {
  const failure = classify(job);
  expect(failure).toMatchObject({ jobId: 'id', jobName: 'thumbnail-1', ...expected });
  expect(failure.message).toContain('thumbnail-1');
});

test('a failure says where the log is', () => {
  const container = {
    logStreamName: 's/default/1',
    logConfiguration: { logDriver: 'awslogs' as const, options: { 'awslogs-group': '/mine' } },
  };
  expect(classify({ ...exited(1), container })).toMatchObject({ logGroup: '/mine', logStream: 's/default/1' });
  expect(classify({ ...base, attempts: [{ container: { logStreamName: 'a' } }] }).logStream).toBe('a');
  expect(classify(base)).toMatchObject({ logGroup: undefined, logStream: undefined });
});

test('whatever the service says, there is one failure with a message, and it survives JSON', () => {
  const text = fc.option(fc.string(), { nil: undefined });
  fc.assert(
    fc.property(
      fc.record({
        statusReason: text,
        reason: text,
        exitCode: fc.option(fc.integer(), { nil: undefined }),
        isTerminated: fc.option(fc.boolean(), { nil: undefined }),
      }),
      ({ statusReason, reason, exitCode, isTerminated }) => {
        const failure = classify({ jobId: 'id', statusReason, isTerminated, container: { reason, exitCode } });
        expect(isJobFailure(failure)).toBe(true);
        expect(failure.message.length).toBeGreaterThan(0);
        expect(JSON.parse(JSON.stringify(failure))).toMatchObject({
          name: 'JobFailure',
          code: failure.code,
          message: failure.message,
        });
      },
    ),
  );
});

test('a failure is told apart without instanceof, and other errors are none', () => {
  expect(isJobFailure(classify(base))).toBe(true);
  expect(isJobFailure(new Error('x'))).toBe(false);
  expect(isJobFailure(null)).toBe(false);
});
