import { acknowledgeFinding, BatchwrightChecks, PlatformError } from '@batchwright/cdk';
import { App, Stack, Tags, Validations } from 'aws-cdk-lib';
import * as batch from 'aws-cdk-lib/aws-batch';
import { InstanceClass, InstanceSize, InstanceType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { everything } from '../everything';
import { align, genomesPlatform, jobProps } from '../fixture';

/** What the checks say about an app: rule by rule, the logical ids. */
function report(app: App) {
  const assembly = app.synth();
  const { success, violations } = new BatchwrightChecks().validate({
    templatePaths: assembly.stacks.map(({ templateFullPath }) => templateFullPath),
    appConstruct: app,
  });
  return {
    success,
    rules: violations.map(({ ruleName }) => ruleName.replace('@batchwright/cdk:', '')).sort(),
    violations,
  };
}

function l2App() {
  const app = new App();
  const stack = new Stack(app, 'Plain');
  const vpc = new Vpc(stack, 'Vpc', { natGateways: 1, restrictDefaultSecurityGroup: false });
  const mixed = new batch.ManagedEc2EcsComputeEnvironment(stack, 'Mixed', {
    vpc,
    instanceTypes: [InstanceType.of(InstanceClass.C7G, InstanceSize.LARGE)],
    replaceComputeEnvironment: true,
  });
  const fargate = new batch.FargateComputeEnvironment(stack, 'Fargate', { vpc, updateTimeout: undefined });
  const queue = new batch.JobQueue(stack, 'Queue', { jobQueueName: 'urgent' });
  queue.addComputeEnvironment(mixed, 1);
  queue.addComputeEnvironment(fargate, 2);
  return { app, stack, queue };
}

test("a platform of Batchwright's own gives no finding", () => {
  const { platform, stack } = genomesPlatform();
  platform.addJob(align, jobProps());
  Tags.of(stack).add('GitSha', 'abc');
  expect(report(stack.node.root as App)).toEqual({ success: true, rules: [], violations: [] });
});

test('a platform with everything gives no finding either', () => {
  expect(report(everything().node.root as App).rules).toEqual([]);
});

test('what the L2 lets pass is found, and errors end the synthesis', () => {
  const { app, stack } = l2App();
  Tags.of(stack).add('GitSha', 'abc');
  const { success, rules, violations } = report(app);
  expect(success).toBe(false);
  expect(rules).toEqual(
    expect.arrayContaining([
      'ARCHITECTURES_MIXED',
      'COMPUTE_TYPE_LETTERS',
      'NAMED_BATCH_RESOURCE',
      'NO_STATE_TIME_LIMIT',
      'QUEUE_MIXES_COMPUTE',
      'REPLACES_COMPUTE',
      'TAGS_REPLACE',
    ]),
  );
  const named = violations.find(({ ruleName }) => ruleName.endsWith('NAMED_BATCH_RESOURCE'));
  expect(named).toMatchObject({ severity: 'warning', fix: expect.stringContaining('Leave the name out') });
  expect(named?.violatingResources[0]?.locations).toEqual([
    expect.stringMatching(/^Resources\/Queue.*\/JobQueueName$/),
  ]);
});

test('a finding is acknowledged where it is, with a reason, and nowhere else', () => {
  const { app, stack, queue } = l2App();
  new batch.CfnSchedulingPolicy(stack, 'Other', { name: 'other' });
  const others = (): number | undefined =>
    report(app).violations.find(({ ruleName }) => ruleName.endsWith('NAMED_BATCH_RESOURCE'))?.violatingResources.length;
  acknowledgeFinding(queue, 'NAMED_BATCH_RESOURCE', 'a partner submits by this name');
  expect(others()).toBe(1);
});

test('refuses an acknowledgement without a reason', () => {
  const { queue } = l2App();
  const acknowledge = (): void => acknowledgeFinding(queue, 'NAMED_BATCH_RESOURCE', ' ');
  expect(acknowledge).toThrow(PlatformError);
  expect(acknowledge).toThrow('the acknowledgement of NAMED_BATCH_RESOURCE has no reason');
});

test('as a plugin of an app, an error ends the synthesis until it is acknowledged', () => {
  const app = new App();
  Validations.of(app).addPlugins(new BatchwrightChecks());
  const environment = new batch.CfnComputeEnvironment(new Stack(app, 'Plain'), 'Compute', {
    type: 'MANAGED',
    replaceComputeEnvironment: false,
    updatePolicy: { terminateJobsOnUpdate: false },
    computeResources: { type: 'FARGATE', maxvCpus: 1, subnets: ['subnet-1'], securityGroupIds: ['sg-1'] },
  });
  const { exitCode } = process;
  try {
    expect(() => app.synth({ force: true })).toThrow(
      /has an update policy[\s\S]*Suggested fix: Take UpdatePolicy away/,
    );
    acknowledgeFinding(environment, 'FARGATE_UPDATE_POLICY', 'nothing of it is ever updated');
    expect(() => app.synth({ force: true })).not.toThrow();
  } finally {
    process.exitCode = exitCode;
  }
});

test('a plugin that is not told its app still checks, and takes the app that it is given', () => {
  const { app, queue } = l2App();
  acknowledgeFinding(queue, 'NAMED_BATCH_RESOURCE', 'a partner submits by this name');
  const templatePaths = app.synth().stacks.map(({ templateFullPath }) => templateFullPath);
  const named = (checks: BatchwrightChecks): boolean =>
    checks
      .validate({ templatePaths } as never)
      .violations.some(({ ruleName }) => ruleName.endsWith('NAMED_BATCH_RESOURCE'));
  expect(named(new BatchwrightChecks())).toBe(true);
  expect(named(new BatchwrightChecks({ app: () => app }))).toBe(false);
});
