import type { Manifest } from '@batchwright/runtime/contract';
import { requireJob, resolvePlace, resolveQueue } from '../../../runtime/src/submit/resolve';
import { MANIFEST } from '../manifest';

test('the first queue of a job is its default', () => {
  expect(resolvePlace(MANIFEST, 'thumbnail', undefined)).toEqual({
    queue: MANIFEST.queues.urgent!.arn,
    definition: 'photos-thumbnail-ec2',
    compute: 'EC2',
  });
});

test('the form of the definition comes with it', () => {
  expect(resolvePlace(MANIFEST, 'solve').form).toEqual({ nodes: ['0:0', '1:3'] });
});

test('the queue decides by its kind of compute which definition runs', () => {
  expect(resolvePlace(MANIFEST, 'thumbnail', 'light').definition).toBe('photos-thumbnail-fargate');
});

test.each([
  ['a job', 'stray', 'urgent', { kind: 'job', got: 'stray', expected: ['thumbnail', 'heavy', 'solve'] }],
  ['a job named like a method of every object', 'toString', 'urgent', { kind: 'job', got: 'toString' }],
  ['a queue', 'thumbnail', 'urgnt', { kind: 'queue', got: 'urgnt', expected: ['urgent', 'light', 'other'] }],
  ['a queue named like a method of every object', 'thumbnail', 'valueOf', { kind: 'queue' }],
  ['a queue that the job is not for', 'thumbnail', 'other', { kind: 'pair', expected: ['urgent', 'light'] }],
  ['a queue of a kind that the job has no definition for', 'heavy', 'light', { kind: 'pair', expected: ['urgent'] }],
])('rejects %s that is not on the platform, with the names that are', (_what, job, queue, data) => {
  expect(() => resolvePlace(MANIFEST, job, queue)).toThrow(
    expect.objectContaining({ code: 'NOT_ON_PLATFORM', retryable: false, ...data }),
  );
});

test('a wrong pair is explained by the kinds of compute', () => {
  expect(() => resolvePlace(MANIFEST, 'heavy', 'light')).toThrow(/FARGATE \(the job: EC2\)/);
});

test('jobs and queues are found by the names of the contract', () => {
  expect(requireJob(MANIFEST, 'heavy')).toBe(MANIFEST.jobs.heavy);
  expect(resolveQueue(MANIFEST, 'light')).toBe(MANIFEST.queues.light!.arn);
  expect(() => resolveQueue(MANIFEST, 'x')).toThrow(expect.objectContaining({ code: 'NOT_ON_PLATFORM' }));
});

const FAIR: Manifest = {
  ...MANIFEST,
  queues: { ...MANIFEST.queues, urgent: { ...MANIFEST.queues.urgent!, fairShare: true } },
};

test('a share identifier is taken where the queue has fair share', () => {
  expect(resolvePlace(FAIR, 'thumbnail', undefined, 'genomics').definition).toBe('photos-thumbnail-ec2');
  expect(resolvePlace(FAIR, 'thumbnail', 'light').definition).toBe('photos-thumbnail-fargate');
});

test.each([
  ['no share identifier on a queue with fair share', undefined, undefined, /queue "urgent" has fair share; name it/],
  ['an empty one', 'urgent', '', /queue "urgent" has fair share; name it/],
  ['one on a queue without fair share', 'light', 'genomics', /queue "light" has no fair share; leave it out/],
])('refuses %s, before anything is sent', (_what, queue, share, message) => {
  expect(() => resolvePlace(FAIR, 'thumbnail', queue, share)).toThrow(
    expect.objectContaining({
      code: 'INVALID_OPTION',
      option: 'shareIdentifier',
      message: expect.stringMatching(message),
    }),
  );
});
