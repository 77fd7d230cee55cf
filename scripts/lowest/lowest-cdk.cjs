// Synthesizes a platform with every kind of compute. Run by check-lowest.mjs in a directory with the lowest versions.
process.env.CDK_VALIDATION = 'false';
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { App, Duration, Size, Stack } = require('aws-cdk-lib');
const { CfnComputeEnvironment } = require('aws-cdk-lib/aws-batch');
const { Vpc } = require('aws-cdk-lib/aws-ec2');
const { ContainerImage } = require('aws-cdk-lib/aws-ecs');
const {
  acknowledgeFinding,
  BatchPlatform,
  BatchwrightChecks,
  Compute,
  defineJob,
  definePlatform,
  unchecked,
} = require('@batchwright/cdk');

const hello = defineJob('hello', { input: unchecked() });
const contract = definePlatform('lowest', { queues: ['instances', 'serverless'], jobs: [hello] });
const app = new App({ policyValidationBeta1: [new BatchwrightChecks({ app: () => app })] });
const stack = new Stack(app, 'Lowest', { env: { account: '111122223333', region: 'eu-west-1' } });
const platform = new BatchPlatform(stack, 'Platform', {
  platform: contract,
  vpc: new Vpc(stack, 'Vpc', { availabilityZones: ['eu-west-1a', 'eu-west-1b'], natGateways: 1 }),
  compute: {
    spot: Compute.spot({ maxvCpus: 4 }),
    steady: Compute.onDemand({ maxvCpus: 4 }),
    fargate: Compute.fargate({ maxvCpus: 4 }),
  },
  queues: {
    instances: { priority: 2, compute: ['spot', 'steady'] },
    serverless: { priority: 1, compute: ['fargate'] },
  },
});
platform.addJob(hello, {
  image: ContainerImage.fromRegistry('public.ecr.aws/docker/library/busybox:stable'),
  command: ['true'],
  vcpus: 1,
  memory: Size.gibibytes(2),
  timeout: Duration.minutes(5),
});
// An error of the checks, which would end the synthesis were it not acknowledged.
const foreign = new CfnComputeEnvironment(stack, 'Foreign', {
  type: 'MANAGED',
  replaceComputeEnvironment: false,
  updatePolicy: { terminateJobsOnUpdate: false },
  computeResources: { type: 'FARGATE', maxvCpus: 1, subnets: ['subnet-1'], securityGroupIds: ['sg-1'] },
});
acknowledgeFinding(foreign, 'FARGATE_UPDATE_POLICY', 'tries the record of acknowledgements');
const assembly = app.synth();
if (!existsSync(join(assembly.directory, 'Lowest.batchwright.md'))) throw new Error('no summary was written');
if (process.exitCode) throw new Error('the checks found something that is acknowledged');
const { Resources } = assembly.getStackByName('Lowest').template;
const count = (type) => Object.values(Resources).filter(({ Type }) => Type === `AWS::Batch::${type}`).length;
if (count('ComputeEnvironment') !== 4 || count('JobQueue') !== 2 || count('JobDefinition') !== 2)
  throw new Error('the template lacks something');
for (const { Type, Properties } of Object.values(Resources)) {
  if (Type === 'AWS::Batch::JobDefinition' && Properties.ResourceRetentionPolicy?.SkipDeregisterOnUpdate !== true)
    throw new Error(`${Properties.JobDefinitionName} would deregister the revisions that queued jobs refer to`);
}
console.log('synthesized a platform of three compute environments, two queues and two job definitions');
