import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  BatchClient,
  DescribeComputeEnvironmentsCommand,
  DescribeJobDefinitionsCommand,
  DescribeJobQueuesCommand,
  DescribeJobsCommand,
} from '@aws-sdk/client-batch';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { DescribeLaunchTemplateVersionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateServiceLinkedRoleCommand,
  GetInstanceProfileCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import { GetParametersByPathCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type BatchWithoutStoreOf, connect } from '@batchwright/runtime';
import { App } from 'aws-cdk-lib';
import { PhotosStack } from '../../../examples/photos/src/infra';
import type { Photos } from '../../../examples/photos/src/platform.contract';
import { thumbnail } from '../../../examples/photos/src/thumbnail.contract';
import { runCli } from '../../bin/run-cli';
import { scratch, stageImage } from '../photos/staged-image';
import { runVerify } from '../verify-aws/run';
import { describeWithMoto, type Moto, startMoto } from './moto';
import { asUpdate, shimmed, shimTable, type Template } from './shims';

// Bundles an image, synthesizes twice, starts a Python process.
jest.setTimeout(120_000);

const STACK = 'PhotosStack';
const MANIFEST = '/batchwright/photos';

describeWithMoto('the photo platform, deployed into moto_server by CloudFormation', () => {
  let moto: Moto;
  let root: string;
  let before: Template;
  let after: Template;
  let cloudFormation: CloudFormationClient;
  let batch: BatchClient;
  let iam: IAMClient;
  let platform: BatchWithoutStoreOf<Photos>;
  const environment = { ...process.env };

  beforeAll(async () => {
    process.stderr.write(shimTable());
    moto = await startMoto();
    root = scratch();
    const imageDirectory = join(root, 'image');
    stageImage(imageDirectory);
    // A second try of what failed half-way says only that the stack exists.
    cloudFormation = new CloudFormationClient({ ...moto, maxAttempts: 1 });
    batch = new BatchClient(moto);
    iam = new IAMClient(moto);
    const { Role } = await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'batch.amazonaws.com' }));
    const world = { batchRoleArn: Role?.Arn ?? '' };
    // What `cdk bootstrap` leaves in an account; the template reads it.
    await new SSMClient(moto).send(
      new PutParameterCommand({ Name: '/cdk-bootstrap/hnb659fds/version', Value: '30', Type: 'String' }),
    );
    before = shimmed(synthesize(imageDirectory, join(root, 'before')), world);
    // What a team changes most often: the worker.
    appendFileSync(join(imageDirectory, 'worker.js'), '\n// The next version.\n');
    after = asUpdate(before, shimmed(synthesize(imageDirectory, join(root, 'after')), world));
    await deploy(
      new CreateStackCommand({
        StackName: STACK,
        TemplateBody: JSON.stringify(before),
        Capabilities: ['CAPABILITY_IAM'],
      }),
    );
    platform = await connect<Photos>({ ...moto, manifest: `ssm:${MANIFEST}` });
  });
  afterAll(async () => {
    process.env = environment;
    await moto?.stop();
    if (root !== undefined) rmSync(root, { recursive: true, force: true });
  });

  function synthesize(imageDirectory: string, outdir: string): Template {
    const app = new App({ outdir });
    new PhotosStack(app, STACK, { imageDirectory });
    app.synth();
    return JSON.parse(readFileSync(join(outdir, `${STACK}.template.json`), 'utf8'));
  }

  async function deploy(command: CreateStackCommand | UpdateStackCommand): Promise<void> {
    await cloudFormation.send(command as CreateStackCommand).catch(async (cause: unknown) => {
      throw new Error(`moto_server could not deploy the template: ${await moto.lastException()}`, { cause });
    });
  }

  /** Physical ids of the stack's resources of a type. */
  async function made(type: string): Promise<readonly string[]> {
    const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName: STACK }));
    return StackResources.filter(({ ResourceType }) => ResourceType === type).map(
      ({ PhysicalResourceId = '' }) => PhysicalResourceId,
    );
  }

  /** Revisions of the thumbnail's definition that are active. */
  async function activeThumbnails() {
    const jobDefinitionName = platform.manifest.jobs.thumbnail?.definitions.EC2;
    const { jobDefinitions = [] } = await batch.send(
      new DescribeJobDefinitionsCommand({ jobDefinitionName, status: 'ACTIVE' }),
    );
    return jobDefinitions.sort((one, other) => (one.revision ?? 0) - (other.revision ?? 0));
  }

  test('the stack is complete: each of its resources, but the bucket policies, has a physical id', async () => {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: STACK }));
    expect(Stacks?.[0]?.StackStatus).toBe('CREATE_COMPLETE');
    const { StackResources = [] } = await cloudFormation.send(new DescribeStackResourcesCommand({ StackName: STACK }));
    const found = new Set(StackResources.map(({ LogicalResourceId }) => LogicalResourceId));
    const missing = Object.entries(before.Resources).filter(([id]) => !found.has(id));
    expect(missing.filter(([, { Type }]) => Type !== 'AWS::S3::BucketPolicy')).toEqual([]);
    expect(StackResources.filter((one) => one.LogicalResourceId && !one.PhysicalResourceId)).toEqual([]);
  });

  test('DescribeComputeEnvironments shows both environments, with the launch template and the profile that were made', async () => {
    const { computeEnvironments = [] } = await batch.send(new DescribeComputeEnvironmentsCommand({}));
    expect(computeEnvironments.map(({ computeEnvironmentArn }) => computeEnvironmentArn).sort()).toEqual(
      [...(await made('AWS::Batch::ComputeEnvironment'))].sort(),
    );
    const [launchTemplateId] = await made('AWS::EC2::LaunchTemplate');
    for (const { type, state, computeResources } of computeEnvironments) {
      expect({ type, state }).toEqual({ type: 'MANAGED', state: 'ENABLED' });
      expect(computeResources?.launchTemplate).toMatchObject({ launchTemplateId, version: '1' });
      expect(computeResources?.subnets).toHaveLength(2);
      const profile = computeResources?.instanceRole?.split('/').pop();
      const { InstanceProfile } = await iam.send(new GetInstanceProfileCommand({ InstanceProfileName: profile }));
      expect(InstanceProfile?.Roles).toHaveLength(1);
    }
    const byType = Object.fromEntries(computeEnvironments.map((one) => [one.computeResources?.type, one]));
    expect(byType.SPOT?.computeResources).toMatchObject({
      maxvCpus: 64,
      allocationStrategy: 'SPOT_PRICE_CAPACITY_OPTIMIZED',
    });
    expect(byType.EC2?.computeResources).toMatchObject({ maxvCpus: 16, allocationStrategy: 'BEST_FIT_PROGRESSIVE' });
  });

  test('DescribeJobQueues shows Spot first on the standard queue, and steady compute alone on the urgent one', async () => {
    const { jobQueues = [] } = await batch.send(new DescribeJobQueuesCommand({}));
    const { computeEnvironments = [] } = await batch.send(new DescribeComputeEnvironmentsCommand({}));
    const typeOf = (arn: string | undefined) =>
      computeEnvironments.find(({ computeEnvironmentArn }) => computeEnvironmentArn === arn)?.computeResources?.type;
    const seen = jobQueues.map(({ priority, state, computeEnvironmentOrder = [] }) => ({
      priority,
      state,
      compute: computeEnvironmentOrder.map(({ computeEnvironment }) => typeOf(computeEnvironment)),
    }));
    expect(seen.sort((one, other) => (other.priority ?? 0) - (one.priority ?? 0))).toEqual([
      { priority: 100, state: 'ENABLED', compute: ['EC2'] },
      { priority: 50, state: 'ENABLED', compute: ['SPOT', 'EC2'] },
    ]);
  });

  test('DescribeJobDefinitions shows both jobs with roles, log groups, retry rules and time-outs that were made', async () => {
    const { jobDefinitions = [] } = await batch.send(new DescribeJobDefinitionsCommand({ status: 'ACTIVE' }));
    const logGroups = await made('AWS::Logs::LogGroup');
    const seconds = jobDefinitions.map(({ timeout }) => timeout?.attemptDurationSeconds);
    expect([...seconds].sort()).toEqual([1800, 600]);
    for (const { containerProperties, retryStrategy } of jobDefinitions) {
      expect(retryStrategy?.evaluateOnExit).toHaveLength(5);
      expect(containerProperties).toMatchObject({ readonlyRootFilesystem: true });
      expect(logGroups).toContain(containerProperties?.logConfiguration?.options?.['awslogs-group']);
      for (const arn of [containerProperties?.jobRoleArn, containerProperties?.executionRoleArn]) {
        const { Role } = await iam.send(new GetRoleCommand({ RoleName: arn?.split('/').pop() }));
        expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''))).toMatchObject({
          Statement: [{ Principal: { Service: 'ecs-tasks.amazonaws.com' } }],
        });
      }
    }
  });

  test('the launch template encrypts volumes and demands IMDSv2', async () => {
    const [LaunchTemplateId] = await made('AWS::EC2::LaunchTemplate');
    const { LaunchTemplateVersions } = await new EC2Client(moto).send(
      new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId }),
    );
    expect(LaunchTemplateVersions?.[0]?.LaunchTemplateData).toMatchObject({
      BlockDeviceMappings: [{ Ebs: { Encrypted: true, VolumeType: 'gp3' } }],
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
    });
  });

  test("the thumbnail's role reads the uploads and writes the results, and reaches no bucket but the stack's", async () => {
    const [definition] = await activeThumbnails();
    const RoleName = definition?.containerProperties?.jobRoleArn?.split('/').pop();
    const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
    const documents = await Promise.all(
      PolicyNames.map(async (PolicyName) => {
        const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
        // moto prints the policies inside of a role as Python does.
        const text = decodeURIComponent(PolicyDocument).replaceAll("'", '"');
        return JSON.parse(text) as { Statement: { Resource: string | string[] }[] };
      }),
    );
    const resources = documents.flatMap(({ Statement }) => Statement.flatMap(({ Resource }) => Resource));
    const buckets = await made('AWS::S3::Bucket');
    const named = resources.filter((arn) => arn.includes(':s3:::'));
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((arn) => !buckets.some((bucket) => arn.startsWith(`arn:aws:s3:::${bucket}`)))).toEqual([]);
  });

  test('the manifest lies in one parameter for the platform and one for each job', async () => {
    const { Parameters = [] } = await new SSMClient(moto).send(
      new GetParametersByPathCommand({ Path: MANIFEST, Recursive: true }),
    );
    expect(Parameters.map(({ Name }) => Name).sort()).toEqual([
      '/batchwright/photos/jobs/contact-sheet',
      '/batchwright/photos/jobs/thumbnail',
      '/batchwright/photos/platform',
    ]);
  });

  test('connect reads it, and DescribeJobs shows the job that it submits with its input', async () => {
    const input = { bucket: 'in', key: 'a.jpg', resultsBucket: 'out', resultsPrefix: 'p', filter: 'sepia' } as const;
    const handle = await platform.submit(thumbnail, input, { queue: 'urgent' });
    const { jobs } = await batch.send(new DescribeJobsCommand({ jobs: [handle.id] }));
    const variables = Object.fromEntries((jobs?.[0]?.container?.environment ?? []).map((one) => [one.name, one.value]));
    expect(jobs?.[0]).toMatchObject({ jobQueue: platform.manifest.queues.urgent?.arn });
    expect(jobs?.[0]?.jobDefinition).toBe((await activeThumbnails())[0]?.jobDefinitionArn);
    expect(variables.BATCHWRIGHT_JOB).toBe('thumbnail');
    expect(JSON.parse(variables.BATCHWRIGHT_INPUT ?? '')).toEqual(input);
    // It ends there without having run: moto's simple jobs succeed at once.
    const [end] = await platform.describe(handle.id);
    expect(end).toMatchObject({ status: 'SUCCEEDED' });
  });

  test('an update with another image adds a revision, the old one stays active, and the manifest leads to the new', async () => {
    const [old] = await activeThumbnails();
    await deploy(
      new UpdateStackCommand({
        StackName: STACK,
        TemplateBody: JSON.stringify(after),
        Capabilities: ['CAPABILITY_IAM'],
      }),
    );
    // moto never deregisters in an update; the service does, unless the definition says this.
    const definitions = Object.values(after.Resources).filter(({ Type }) => Type === 'AWS::Batch::JobDefinition');
    for (const { Properties } of definitions)
      expect(Properties).toMatchObject({ ResourceRetentionPolicy: { SkipDeregisterOnUpdate: true } });
    const [first, second, ...others] = await activeThumbnails();
    expect(others).toEqual([]);
    expect(first).toEqual(old);
    expect(second?.revision).toBe(2);
    expect(second?.containerProperties?.image).not.toBe(old?.containerProperties?.image);

    const again = await connect<Photos>({ ...moto, manifest: `ssm:${MANIFEST}` });
    const input = { bucket: 'in', key: 'b.jpg', resultsBucket: 'out', resultsPrefix: 'p', filter: 'none' } as const;
    const { id } = await again.submit(thumbnail, input, { queue: 'standard' });
    const { jobs } = await batch.send(new DescribeJobsCommand({ jobs: [id] }));
    expect(jobs?.[0]?.jobDefinition).toBe(second?.jobDefinitionArn);
  });

  test('prune deregisters the old revisions, once no unfinished job uses them', async () => {
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: moto.endpoint,
      AWS_REGION: moto.region,
      AWS_ACCESS_KEY_ID: moto.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: moto.credentials.secretAccessKey,
    });
    const { code, err } = await runCli(['prune', '--platform', 'photos', '--keep', '1'], { cwd: root });
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('deregistered 2 of 4 active revisions') });
    expect((await activeThumbnails()).map(({ revision }) => revision)).toEqual([2]);
  });

  test('verify:aws comes to its end there, names what moto answers otherwise, and leaves no definition', async () => {
    const report = join(root, 'report.md');
    const there = ['--account', '123456789012', '--region', moto.region, '--endpoint', moto.endpoint];
    const { code, err } = await runVerify([...there, '--yes', '--quick', '--photos', '0', '--report', report], {
      AWS_ACCESS_KEY_ID: moto.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: moto.credentials.secretAccessKey,
    });
    const text = readFileSync(report, 'utf8');
    const [, different = '', held = ''] = /^## Differences$(.*)^## As held$(.*)/ms.exec(text) ?? [];
    expect(held).toContain('| describe-unknown |');
    expect(held).toContain('| definition-inactive |');
    // Its simple jobs succeed at once, whatever their command.
    expect(different).toContain('| retry-no-rule-matches |');
    expect(text).not.toContain('## Left behind');
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/(\d+) of \1 /) });
    const { jobDefinitions = [] } = await batch.send(new DescribeJobDefinitionsCommand({ status: 'ACTIVE' }));
    expect(jobDefinitions.filter(({ jobDefinitionName }) => jobDefinitionName?.includes('verify'))).toEqual([]);
  });
});
