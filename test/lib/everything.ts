import {
  BatchNetwork,
  BatchPlatform,
  type BatchPlatformBase,
  Compute,
  ConsumableResource,
  defineJob,
  definePlatform,
  type JobProps,
  Network,
  SageMakerQueue,
  ServiceEnvironment,
  unchecked,
} from '@batchwright/cdk';
import { App, Duration, RemovalPolicy, Size, Stack, type StackProps } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-batch';
import { InstanceClass } from 'aws-cdk-lib/aws-ec2';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { FileSystem, type IFileSystem } from 'aws-cdk-lib/aws-efs';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Secret as StoredSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';

interface Given {
  readonly key: string;
}
const job = <Name extends string>(name: Name) =>
  defineJob(name, { input: unchecked<Given>(), output: unchecked<{ readonly bytes: number }>() });
const plain = job('plain');
const several = job('several');
const spread = job('spread');
const gpu = job('gpu');
const light = job('light');

export const contract = definePlatform('everything', {
  queues: ['shared', 'fast', 'light', 'gpu', 'fleet'],
  jobs: [plain, several, spread, gpu, light],
});
type Queues = (typeof contract.queues)[number];

/** A stack in which every feature of the constructs is on. */
export function everything(props: StackProps = {}, options: { readonly permissions?: object } = {}): Stack {
  const stack = new Stack(new App(), 'Everything', props);
  const network = new BatchNetwork(stack, 'Network', Network.isolated());
  const platform = new BatchPlatform(stack, 'Platform', {
    platform: contract,
    network,
    compute: {
      spot: Compute.spot({ maxvCpus: 64, containerInsights: 'ENHANCED' }),
      steady: Compute.onDemand({ maxvCpus: 16, minvCpus: 2 }),
      serverless: Compute.fargateSpot({ maxvCpus: 8, architecture: 'arm64' }),
      accelerated: Compute.onDemand({ maxvCpus: 64, instanceClasses: [InstanceClass.G6] }),
      managed: Compute.managedInstances({ maxvCpus: 32 }),
    },
    queues: {
      shared: { priority: 1, compute: ['spot', 'steady'], shares: { genomics: 60, climate: 40 } },
      fast: { priority: 10, compute: ['steady'], cancelWithoutCapacityAfter: Duration.hours(1) },
      light: { priority: 5, compute: ['serverless'] },
      gpu: { priority: 1, compute: ['accelerated'] },
      fleet: { priority: 1, compute: ['managed'] },
    },
    workspace: new Bucket(stack, 'Data', { encryptionKey: new Key(stack, 'DataKey') }),
    eventQueue: true,
    costTags: { team: 'genomics' },
    instanceTags: { owner: 'platform' },
    removalPolicy: RemovalPolicy.DESTROY,
    ...options.permissions,
  });
  useEverything(stack, platform, new FileSystem(stack, 'Files', { vpc: network.vpc }));
  const fleet = new ServiceEnvironment(stack, 'Training', { capacity: 16 });
  new SageMakerQueue(stack, 'Models', { priority: 1, environment: fleet });
  return stack;
}

/** All that goes with a platform, whoever made it. */
export function useEverything(stack: Stack, platform: BatchPlatformBase<Queues, string>, files: IFileSystem): void {
  const service = new LambdaFunction(stack, 'Service', {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {}'),
  });
  for (const verb of ['submit', 'watch', 'cancel', 'readLogs'] as const) platform.grants[verb](service);
  addJobs(stack, platform, files);
  const topic = new Topic(stack, 'Topic', { masterKey: new Key(stack, 'TopicKey') });
  const targets = [topic, new Queue(stack, 'Queue'), service, new LogGroup(stack, 'Log')];
  for (const [at, target] of targets.entries()) {
    platform.onJobs(`Jobs${at}`, { states: ['FAILED', 'SUCCEEDED'], jobs: ['plain'] }, target);
    platform.onQueueBlocked(`Blocked${at}`, {}, target);
  }
  platform.depthProbe();
  platform.alarms('Alarms', { notify: topic, depth: { over: 100 } });
  platform.dashboard('Dashboard');
  platform.eventHistory('History');
  // GovCloud has no budgets.
  if (!stack.region.startsWith('us-gov-')) platform.budget('Budget', { monthly: 100, tag: 'team', notify: topic });
}

function addJobs(stack: Stack, platform: BatchPlatformBase<Queues, string>, files: IFileSystem): void {
  const uploads = new Bucket(stack, 'Uploads');
  const small = {
    image: ContainerImage.fromEcrRepository(new Repository(stack, 'Images')),
    vcpus: 1,
    memory: Size.gibibytes(2),
    timeout: Duration.minutes(20),
  } as const;
  const add = (one: ReturnType<typeof job>, props: Partial<JobProps<Queues>>) =>
    platform.addJob(one, { ...small, ...props });
  const main = add(plain, {
    queues: ['shared', 'fast'],
    secrets: { TOKEN: Secret.fromSecretsManager(new StoredSecret(stack, 'Token')) },
    reads: [uploads],
    writes: [uploads],
    logEncryptionKey: new Key(stack, 'LogKey'),
    fileSystems: [{ from: files, path: '/data' }],
    consumes: [{ resource: new ConsumableResource(stack, 'Seats', { total: 20, type: 'REPLENISHABLE' }), quantity: 1 }],
    ulimits: [],
    executeCommand: false,
  });
  main.onSchedule('Nightly', {
    schedule: ScheduleExpression.rate(Duration.days(1)),
    shareIdentifier: 'genomics',
    tags: { team: 'genomics' },
    input: { key: 'a' },
  });
  main.onObjectCreated('Upload', {
    bucket: uploads,
    shareIdentifier: 'genomics',
    input: (object) => ({ key: object.key }),
  });
  main.onEvent('Ordered', {
    eventPattern: { source: ['shop'] },
    queue: 'fast',
    input: (event) => ({ key: event.text('detail', 'id') }),
  });
  const task = main.asTask(stack, 'Task', {
    queue: 'fast',
    tags: { team: 'genomics' },
    input: (state) => ({ key: state.text('key') }),
  });
  new StateMachine(stack, 'Workflow', { definitionBody: DefinitionBody.fromChainable(task) });
  add(light, { queues: ['light', 'fleet'], vcpus: 1 });
  add(gpu, { queues: ['gpu'], gpus: 1 });
  add(several, {
    queues: ['fast'],
    sidecars: { proxy: { ...small, essential: false } },
    logRouter: { ...small, options: { Name: 'cloudwatch' } },
  });
  add(spread, { queues: ['fast'], nodes: { count: 4 } });
}
