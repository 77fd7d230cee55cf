import { Compute } from '@batchwright/cdk';
import { App, CfnParameter, Size, Stack } from 'aws-cdk-lib';
import { InstanceClass, Vpc } from 'aws-cdk-lib/aws-ec2';
import { align, emptyStack, genomesPlatform, jobProps, only, refusal, templateOfJob } from '../fixture';
import { environmentOf, withCompute } from './one-environment';

const CE = 'AWS::Batch::ComputeEnvironment';
const ARN = 'arn:aws:batch:eu-west-1:111122223333:compute-environment/shared_1';

describe('unmanaged compute', () => {
  test('has a service role of this account, its type in capitals, and no instances', () => {
    const template = templateOfJob({}, withCompute(Compute.unmanaged({ unmanagedvCpus: 32 }))());
    expect(only(template, CE)).toEqual({
      Type: 'UNMANAGED',
      State: 'ENABLED',
      UnmanagedvCpus: 32,
      ServiceRole: { 'Fn::GetAtt': [expect.stringContaining('ServiceRole'), 'Arn'] },
    });
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Principal: { Service: 'batch.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
        ],
      },
    });
    template.resourceCountIs('AWS::EC2::LaunchTemplate', 0);
    template.resourceCountIs('AWS::IAM::InstanceProfile', 0);
  });

  test('need not say how large it is, and takes any job then', () => {
    expect(environmentOf(Compute.unmanaged())).not.toHaveProperty('UnmanagedvCpus');
    const of = withCompute(Compute.unmanaged())();
    expect(() => of.platform.addJob(align, jobProps({ vcpus: 512, memory: Size.gibibytes(4096) }))).not.toThrow();
  });

  test('is of one kind with EC2 in a queue', () => {
    const of = genomesPlatform({
      compute: {
        own: Compute.unmanaged({ architecture: 'arm64' }),
        spot: Compute.spot({ maxvCpus: 8, architecture: 'arm64' }),
      },
      queues: { urgent: { priority: 2, compute: ['own', 'spot'] }, nightly: { priority: 1, compute: ['spot'] } },
    });
    templateOfJob({}, of).hasResourceProperties('AWS::Batch::JobQueue', {
      ComputeEnvironmentOrder: [{ Order: 1 }, { Order: 2 }],
    });
  });

  test('refuses jobs that are larger than it is', () => {
    const of = withCompute(Compute.unmanaged({ unmanagedvCpus: 4 }))();
    expect(refusal(() => of.platform.addJob(align, jobProps({ vcpus: 8 })))).toMatchObject({ code: 'JOB_TOO_LARGE' });
  });

  test.each([0, 1.5, -4])('refuses unmanagedvCpus of %p', (unmanagedvCpus) => {
    expect(refusal(withCompute(Compute.unmanaged({ unmanagedvCpus })))).toMatchObject({
      code: 'OUT_OF_RANGE',
      message: expect.stringContaining(`unmanagedvCpus is ${unmanagedvCpus}; expected a whole number from 1`),
    });
  });
});

describe('imported compute', () => {
  test('makes nothing, and is in queues by its ARN', () => {
    const of = withCompute(Compute.imported({ computeEnvironmentArn: ARN, kind: 'EC2' }))();
    expect(of.platform.computeEnvironments.one?.computeEnvironmentName).toBe('shared_1');
    const template = templateOfJob({}, of);
    template.resourceCountIs(CE, 0);
    template.resourceCountIs('AWS::EC2::LaunchTemplate', 0);
    template.allResourcesProperties('AWS::Batch::JobQueue', {
      ComputeEnvironmentOrder: [{ Order: 1, ComputeEnvironment: ARN }],
    });
  });

  test('may be behind or before compute of the platform’s own', () => {
    const of = genomesPlatform({
      compute: {
        own: Compute.fargate({ maxvCpus: 8 }),
        theirs: Compute.imported({ computeEnvironmentArn: ARN, kind: 'FARGATE', maxvCpus: 16 }),
      },
      queues: { urgent: { priority: 2, compute: ['own', 'theirs'] }, nightly: { priority: 1, compute: ['theirs'] } },
    });
    templateOfJob({}, of).hasResourceProperties('AWS::Batch::JobQueue', {
      Priority: 2,
      ComputeEnvironmentOrder: [{ Order: 1 }, { Order: 2, ComputeEnvironment: ARN }],
    });
  });

  test('takes an ARN that only the deployment knows', () => {
    const at = emptyStack();
    const given = new CfnParameter(at.stack, 'Theirs').valueAsString;
    const of = withCompute(Compute.imported({ computeEnvironmentArn: given, kind: 'EC2' }), at)();
    templateOfJob({}, of).allResourcesProperties('AWS::Batch::JobQueue', {
      ComputeEnvironmentOrder: [{ Order: 1, ComputeEnvironment: { Ref: 'Theirs' } }],
    });
  });

  test.each([
    ['111122223333', 'us-east-1'],
    ['444455556666', 'eu-west-1'],
  ])('is refused on a platform of account %s in %s', (account, region) => {
    const stack = new Stack(new App(), 'Test', { env: { account, region } });
    const vpc = new Vpc(stack, 'Vpc', { natGateways: 1, restrictDefaultSecurityGroup: false });
    const compute = Compute.imported({ computeEnvironmentArn: ARN, kind: 'EC2' });
    expect(refusal(withCompute(compute, { stack, vpc }))).toMatchObject({
      code: 'OTHER_ENVIRONMENT',
      path: 'Test/Genomes/Compute/one',
      message: expect.stringContaining(`of account 111122223333 in eu-west-1, the platform of ${account} in ${region}`),
    });
  });

  test.each([
    ARN.replace('compute-environment', 'job-queue'),
    'shared_1',
    'arn:aws:ecs:eu-west-1:111122223333:cluster/shared',
    '',
  ])('refuses %p in place of an ARN', (computeEnvironmentArn) => {
    expect(refusal(withCompute(Compute.imported({ computeEnvironmentArn, kind: 'EC2' })))).toMatchObject({
      code: 'INVALID_ARN',
      path: 'Test/Genomes/Compute/one',
      message: expect.stringContaining('expected the ARN of a compute environment'),
    });
  });

  test.each([
    ['kinds', Compute.imported({ computeEnvironmentArn: ARN, kind: 'FARGATE' }), 'a is EC2, b is FARGATE'],
    [
      'architectures',
      Compute.imported({ computeEnvironmentArn: ARN, kind: 'EC2', architecture: 'arm64' }),
      'a is x86_64, b is arm64',
    ],
  ])('is refused in a queue that mixes %s with it', (_what, theirs, message) => {
    const mixed = () =>
      genomesPlatform({
        compute: { a: Compute.spot({ maxvCpus: 8, instanceClasses: [InstanceClass.M7I] }), b: theirs },
        queues: { urgent: { priority: 2, compute: ['a', 'b'] }, nightly: { priority: 1, compute: ['a'] } },
      });
    expect(refusal(mixed)).toMatchObject({ code: 'MIXED_COMPUTE', message: expect.stringContaining(message) });
  });
});
