import { Compute, type JobProps, prefix } from '@batchwright/cdk';
import { FARGATE_MEMORY_MIB } from '@batchwright/model/service';
import { fits, shapeOf } from '@batchwright/model/shapes';
import { Duration, Lazy, Size } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-batch';
import { InstanceClass, InstanceSize, InstanceType } from 'aws-cdk-lib/aws-ec2';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import * as fc from 'fast-check';
import { sizeProblem } from '../../../lib/src/jobs/check-size';
import { instanceFit } from '../../../lib/src/jobs/instance-fit';
import { align, emptyStack, fargatePlatform, genomesPlatform, jobProps, refusal } from '../fixture';

const refusalOf = (props: Partial<JobProps<'urgent' | 'nightly'>>, platform = genomesPlatform) => {
  const of = platform();
  return refusal(() => of.platform.addJob(align, jobProps(props)));
};

const fargate = () => fargatePlatform();

test.each([
  ['vCPUs that EC2 does not take', { vcpus: 0.5 }, 'OUT_OF_RANGE', 'vcpus is 0.5; expected a whole number from 1'],
  [
    'less memory than the service takes',
    { memory: Size.mebibytes(3) },
    'OUT_OF_RANGE',
    'memory (MiB) is 3; expected a whole number from 4',
  ],
  [
    'memory that is no whole number of MiB',
    { memory: Size.kibibytes(5000) },
    'OUT_OF_RANGE',
    'memory (MiB) is 4.8828125; expected a whole number from 4',
  ],
  [
    'memory of the deployment in a unit that cannot be converted',
    { memory: Size.gibibytes(Lazy.number({ produce: () => 4 })) },
    'OUT_OF_RANGE',
    "memory: Size must be specified as 'Size.mebibytes()' here",
  ],
  [
    'a time-out of the deployment in a unit that cannot be converted',
    { timeout: Duration.minutes(Lazy.number({ produce: () => 4 })) },
    'OUT_OF_RANGE',
    "timeout: Duration must be specified as 'Duration.seconds()' here",
  ],
  [
    'a time-out below a minute',
    { timeout: Duration.seconds(59) },
    'OUT_OF_RANGE',
    'timeout is 59; expected a whole number from 60, in seconds',
  ],
  ['no attempt', { attempts: 0 }, 'INVALID_RETRY', 'attempts 0 with 0 rules'],
  ['too many attempts', { attempts: 50 }, 'INVALID_RETRY', 'Expected 1 to 10 attempts'],
  [
    'too many retry rules',
    { retry: Array.from({ length: 7 }, () => ({ action: 'EXIT' as const, onExitCode: '1' })) },
    'INVALID_RETRY',
    'at most 5 rules',
  ],
  [
    'a retry rule without a condition',
    { retry: [{ action: 'RETRY' as const }] },
    'INVALID_RETRY',
    'at least one of onExitCode',
  ],
  [
    'a retry pattern that the service does not take',
    { retry: [{ action: 'RETRY' as const, onReason: '*OutOfMemory*' }] },
    'INVALID_RETRY',
    'restricted characters',
  ],
  [
    'an environment variable of the service',
    { environment: { AWS_BATCH_JOB_ID: 'x' } },
    'RESERVED_ENVIRONMENT',
    'AWS_BATCH_JOB_ID is set by AWS Batch',
  ],
  [
    'an environment variable of ours',
    { environment: { BATCHWRIGHT_INPUT: '{}' } },
    'RESERVED_ENVIRONMENT',
    'BATCHWRIGHT_INPUT is set by Batchwright',
  ],
  [
    'a reference without a parameter',
    { command: ['run', 'Ref::sample'] },
    'MISSING_PARAMETER',
    "expected parameters: { sample: '…' }",
  ],
  ['a queue twice', { queues: ['urgent', 'urgent'] }, 'DUPLICATE_QUEUE', 'names "urgent" twice; name it once'],
  ['no queue', { queues: [] }, 'MISSING_QUEUE', 'expected at least one of urgent, nightly'],
  [
    'a queue of another platform',
    { queues: ['urgnt' as 'urgent'] },
    'UNKNOWN_QUEUE',
    'names "urgnt"; the platform has urgent, nightly',
  ],
  [
    'more vCPUs than all compute of a queue',
    { vcpus: 32 },
    'JOB_TOO_LARGE',
    'vcpus is 32, but the compute of queue "urgent" has maxvCpus 16',
  ],
] as const)('refuses %s', (_what, props, code, message) => {
  const got = refusalOf(props as Partial<JobProps<'urgent' | 'nightly'>>);
  expect(got.code).toBe(code);
  expect(got.message).toContain(message);
  expect(got.message).toContain(`[@batchwright/cdk:${code}]`);
  expect(got.path).toMatch(/^Test\/Genomes(\/Jobs\/align)?$/);
});

test('takes as many vCPUs as one of the compute environments of each queue has', () => {
  const of = genomesPlatform();
  expect(() => of.platform.addJob(align, jobProps({ vcpus: 32, queues: ['nightly'] }))).not.toThrow();
});

test('refuses sizes that Fargate does not have, with the nearest', () => {
  expect(refusalOf({ vcpus: 1, memory: Size.mebibytes(500) }, fargate)).toMatchObject({
    code: 'FARGATE_SIZE',
    path: 'Test/Genomes/Jobs/align',
    message: expect.stringContaining('Fargate with 1 vCPU cannot have 500 MiB'),
  });
  expect(refusalOf({ vcpus: 256 }, fargate).code).toBe('FARGATE_SIZE');
});

test.each([
  ['Fargate', Compute.fargate],
  ['managed instances', Compute.managedInstances],
])('refuses a job on %s for two architectures', (called, make) => {
  const two = () =>
    genomesPlatform({
      compute: { x86: make({ maxvCpus: 8 }), arm: make({ maxvCpus: 8, architecture: 'arm64' }) },
      queues: { urgent: { priority: 2, compute: ['x86'] }, nightly: { priority: 1, compute: ['arm'] } },
    });
  expect(refusalOf({}, two)).toMatchObject({
    code: 'MIXED_COMPUTE',
    message: expect.stringContaining(`its queues on ${called} (urgent, nightly) have different architectures`),
  });
});

test('refuses a secret with the name of an environment variable', () => {
  const of = genomesPlatform();
  const secret = Secret.fromSsmParameter(
    StringParameter.fromSecureStringParameterAttributes(of.stack, 'Secret', { parameterName: '/token' }),
  );
  const props = jobProps({ environment: { TOKEN: 'x' }, secrets: { TOKEN: secret } });
  expect(refusal(() => of.platform.addJob(align, props))).toMatchObject({
    code: 'RESERVED_ENVIRONMENT',
    message: expect.stringContaining('TOKEN is in environment and in secrets'),
  });
});

test.each(['/in/', 'in/*', 'in?', '$me/'])('refuses the prefix %p', (text) => {
  const of = genomesPlatform();
  const { bucket } = of.platform.workspace.location;
  expect(refusal(() => of.platform.addJob(align, jobProps({ reads: [prefix(bucket, text)] })))).toMatchObject({
    code: 'INVALID_PREFIX',
    path: 'Test/Genomes/Jobs/align',
  });
});

test('refuses a job that may outlive its input', () => {
  expect(refusalOf({ timeout: Duration.days(11), attempts: 3 })).toMatchObject({
    code: 'WORKSPACE_EXPIRES_TOO_SOON',
    message: expect.stringContaining('deletes inputs after 30 days; expected the workspace to keep them longer'),
  });
  const longer = genomesPlatform({ workspaceExpiration: Duration.days(40) }, emptyStack());
  expect(() => longer.platform.addJob(align, jobProps({ timeout: Duration.days(11), attempts: 3 }))).not.toThrow();
});

test('a Fargate size passes exactly when the table has it', () => {
  const queues = [{ name: 'light', compute: [Compute.fargate({ maxvCpus: 64 })], fairShare: false }];
  fc.assert(
    fc.property(
      fc.constantFrom(0.25, 0.5, 1, 2, 3, 4, 8, 16, 32),
      fc.oneof(fc.constantFrom(...[...FARGATE_MEMORY_MIB.values()].flat()), fc.integer({ min: 1, max: 250_000 })),
      (vcpus, mebibytes) => {
        const fine = FARGATE_MEMORY_MIB.get(vcpus)?.includes(mebibytes) ?? false;
        expect(sizeProblem({ vcpus, memory: Size.mebibytes(mebibytes) }, queues) === undefined).toBe(fine);
      },
    ),
  );
});

test('a task is refused exactly when no listed type holds all of it, with a size that fits in the message', () => {
  const types = [
    InstanceType.of(InstanceClass.M7I, InstanceSize.XLARGE),
    InstanceType.of(InstanceClass.C7I, InstanceSize.XLARGE2),
  ];
  const compute = [Compute.onDemand({ maxvCpus: 64, instanceTypes: types })];
  const queues = [{ name: 'all', compute, fairShare: false }];
  const shapes = types.map((type) => shapeOf(type.toString())).filter((shape) => shape !== undefined);
  expect(shapes).toHaveLength(2);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 4, max: 20_000 }), (vcpus, memoryMiB) => {
      const need = { vcpus, memoryMiB };
      const { problem, warning } = instanceFit(need, queues);
      const answers = shapes.map((shape) => fits(shape, need));
      expect(problem === undefined).toBe(answers.some((answer) => answer !== 'no'));
      expect(problem === undefined && warning === undefined).toBe(answers.includes('yes'));
      const most = /expected at most (\d+) MiB/.exec(problem?.message ?? warning ?? '')?.[1];
      if (most !== undefined) expect(instanceFit({ vcpus, memoryMiB: Number(most) }, queues)).toEqual({});
    }),
  );
});

test('says nothing of a queue whose compute is not known', () => {
  expect(instanceFit({ vcpus: 1, memoryMiB: 4 }, [{ name: 'all', compute: [], fairShare: false }])).toEqual({});
});
