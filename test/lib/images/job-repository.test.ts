import { JobRepository, type JobRepositoryProps } from '@batchwright/cdk';
import { App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import * as fc from 'fast-check';
import { align, genomesPlatform, jobProps, only, refusal } from '../fixture';

const stack = () => new Stack(new App(), 'Test');
const repository = (props?: JobRepositoryProps, at = stack()) => new JobRepository(at, 'Images', props);
const ruleOf = (images: JobRepository) => {
  const { LifecyclePolicy } = only(Template.fromStack(Stack.of(images)), 'AWS::ECR::Repository') as {
    LifecyclePolicy: { LifecyclePolicyText: string };
  };
  return JSON.parse(LifecyclePolicy.LifecyclePolicyText).rules;
};

test('a repository scans images, keeps tags what they were, and outlives its stack', () => {
  const images = repository();
  const template = Template.fromStack(Stack.of(images));
  expect(only(template, 'AWS::ECR::Repository')).toMatchObject({
    ImageTagMutability: 'IMMUTABLE',
    ImageScanningConfiguration: { ScanOnPush: true },
  });
  template.hasResource('AWS::ECR::Repository', { DeletionPolicy: 'Retain' });
});

test('an image is archived when it was not pulled for longer than a job can pause, wait and run, and deleted later', () => {
  const images = repository({ longestWait: Duration.days(2), longestRun: Duration.hours(30) });
  expect(ruleOf(images)).toEqual([
    {
      rulePriority: 1,
      description: 'No job can need what was not pulled for 104 days',
      selection: {
        tagStatus: 'tagged',
        tagPatternList: ['*'],
        countType: 'sinceImagePulled',
        countUnit: 'days',
        countNumber: 104,
      },
      action: { type: 'transition', targetStorageClass: 'archive' },
    },
    {
      rulePriority: 2,
      description: 'Nobody has restored it for 90 days',
      selection: {
        tagStatus: 'any',
        storageClass: 'archive',
        countType: 'sinceImageTransitioned',
        countUnit: 'days',
        countNumber: 90,
      },
      action: { type: 'expire' },
    },
  ]);
});

test('the days are always more than the times together', () => {
  const hours = fc.integer({ min: 1, max: 10_000 });
  fc.assert(
    fc.property(hours, hours, hours, (wait, run, pause) => {
      const { unusedDays } = repository({
        longestWait: Duration.hours(wait),
        longestRun: Duration.hours(run),
        longestPause: Duration.hours(pause),
      });
      expect(unusedDays * 24).toBeGreaterThan(wait + run + pause);
      expect(unusedDays * 24 - (wait + run + pause)).toBeLessThanOrEqual(24);
    }),
    { numRuns: 30 },
  );
});

test('a job takes its image from the repository, and its execution role may pull from it only', () => {
  const of = genomesPlatform();
  const images = repository({ encryptionKey: new Key(of.stack, 'Key') }, of.stack);
  of.platform.addJob(align, jobProps({ image: images.image('1.4.0') }));
  const template = Template.fromStack(of.stack);
  expect(JSON.stringify(only(template, 'AWS::Batch::JobDefinition').ContainerProperties)).toContain(':1.4.0');
  expect(only(template, 'AWS::ECR::Repository').EncryptionConfiguration).toMatchObject({ EncryptionType: 'KMS' });
});

test.each([
  ['no time at all', () => Duration.days(0), 'longestRun is 0 seconds'],
  [
    'a time that only the deployment knows',
    (at: Stack) => Duration.days(new CfnParameter(at, 'P', { type: 'Number' }).valueAsNumber),
    'longestRun is a token',
  ],
])('refuses %s', (_what, time, message) => {
  const at = stack();
  expect(refusal(() => repository({ longestRun: time(at) }, at))).toMatchObject({
    code: 'OUT_OF_RANGE',
    path: 'Test/Images',
    message: expect.stringContaining(message),
  });
});
