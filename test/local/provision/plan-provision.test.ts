import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import {
  type PlannedBatchResource,
  ProvisionError,
  type ProvisionPlan,
  planProvision,
} from '../../../local/src/provision';
import { renderFarm, stagedFarm } from './fixtures/render-farm';
import { synthesize } from './synthesize';

const directories: string[] = [];
const synthesized = (build: Parameters<typeof synthesize>[0]): string => {
  const directory = synthesize(build);
  directories.push(directory);
  return directory;
};
afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

const named = (plan: ProvisionPlan, kind: PlannedBatchResource['kind'], id: string): PlannedBatchResource => {
  const found = plan.batch.find(({ kind: own, origin }) => own === kind && origin.logicalId.startsWith(id));
  if (found === undefined) throw new Error(`no ${kind} ${id}`);
  return found;
};
interface Definition {
  readonly containerProperties: {
    readonly image: string;
    readonly environment: readonly { readonly name: string; readonly value: string }[];
  };
}
const environmentOf = ({ request }: PlannedBatchResource): Record<string, string> =>
  Object.fromEntries(
    (request as unknown as Definition).containerProperties.environment.map(({ name, value }) => [name, value]),
  );

describe('stacks without an environment', () => {
  let directory: string;
  let plan: ProvisionPlan;
  beforeAll(() => {
    directory = synthesized(renderFarm);
    plan = planProvision({ directories: [directory] });
  });

  test('planProvision takes the default environment', () => {
    expect([plan.region, plan.account]).toEqual(['us-east-1', '000000000000']);
    const given = planProvision({ directories: [directory], region: 'ap-south-1', account: '222233334444' });
    expect(named(given, 'job-queue', 'Queue').request.computeEnvironmentOrder).toEqual([
      { computeEnvironment: expect.stringMatching(/^arn:aws:batch:ap-south-1:222233334444:/), order: 1 },
    ]);
  });

  test('planProvision gives resources in the order of their needs, and names that agree', () => {
    expect(plan.batch.map(({ kind }) => kind)).toEqual([
      'compute-environment',
      'job-queue',
      'job-definition',
      'job-definition',
    ]);
    const compute = named(plan, 'compute-environment', 'Compute');
    const queue = named(plan, 'job-queue', 'Queue');
    expect(queue.request).toMatchObject({
      jobQueueName: queue.name,
      priority: 5,
      state: 'ENABLED',
      computeEnvironmentOrder: [
        { computeEnvironment: `arn:aws:batch:us-east-1:000000000000:compute-environment/${compute.name}`, order: 1 },
      ],
    });
    expect(compute.request).toMatchObject({
      type: 'MANAGED',
      computeResources: {
        type: 'FARGATE',
        maxvCpus: 16,
        subnets: [expect.stringMatching(/^subnet-/), expect.stringMatching(/^subnet-/)],
      },
    });
  });

  test('planProvision evaluates conditions, mappings, exports, parameters and dynamic references', () => {
    expect(environmentOf(named(plan, 'job-definition', 'Render'))).toEqual({
      FRAMES: plan.buckets[0]?.name,
      SAMPLES: '128',
      FORMATS: 'exr+png',
      LIVE_SAMPLES: '128',
      SIZE: 'small',
      ZONE: 'us-east-1a',
    });
    const big = planProvision({ directories: [directory], parameters: { 'Farm:Tier': 'big' } });
    expect(named(big, 'job-queue', 'Queue').request.priority).toBe(50);
    expect(named(big, 'job-queue', 'Overflow').request.priority).toBe(1);
    expect(environmentOf(named(big, 'job-definition', 'Render')).SIZE).toBe('big');
  });

  test('planProvision reads nested stacks, their parameters and their outputs', () => {
    const stitch = named(plan, 'job-definition', 'Stitch');
    const arn = 'arn:aws:batch:us-east-1:000000000000';
    expect(stitch.name).toBe('Farm-stitch');
    expect(environmentOf(stitch)).toEqual({
      FEEDS: `${arn}:job-queue/${named(plan, 'job-queue', 'Queue').name}`,
      FRAMES: `arn:aws:s3:::${plan.buckets[0]?.name}/*`,
      LOG: '/farm/Farm/finish',
    });
    expect(plan.logGroups.map(({ name }) => name)).toContain('/farm/Farm/finish');
    const manifest = plan.parameters.find(({ name }) => name === '/farm/Farm');
    expect(JSON.parse(manifest?.value ?? '')).toEqual({
      queue: `${arn}:job-queue/${named(plan, 'job-queue', 'Queue').name}`,
      render: `${arn}:job-definition/${named(plan, 'job-definition', 'Render').name}:1`,
      byName: `${arn}:job-definition/stitch`,
      finish: `${arn}:job-definition/Farm-stitch:1`,
    });
  });

  test('planProvision gives parameters their types, and counts what is not served', () => {
    expect(plan.parameters).toContainEqual({ name: '/studio/formats', value: 'exr,png', type: 'StringList' });
    expect(plan.parameters).toContainEqual({ name: '/studio/samples', value: '128', type: 'String' });
    expect(plan.notServed.get('AWS::EC2::VPC')).toBe(1);
    expect(plan.notServed.has('AWS::CloudFormation::Stack')).toBe(false);
    expect(plan.notServed.has('AWS::Batch::JobQueue')).toBe(false);
  });

  test('planProvision maps the image of a definition to its directory', () => {
    const { image } = (named(plan, 'job-definition', 'Render').request as unknown as Definition).containerProperties;
    expect([...plan.images.keys()]).toEqual([image]);
    const asset = plan.images.get(image);
    expect(asset?.dockerfile).toBe('Dockerfile');
    expect(readFileSync(join(asset?.directory ?? '', 'render.mjs'), 'utf8')).toContain('frame');
  });

  test('planProvision reads through the reader it is given, a directory named twice once', () => {
    const read: string[] = [];
    const again = planProvision({
      directories: [directory, `${directory}/.`],
      read: (path) => {
        read.push(path);
        return readFileSync(path, 'utf8');
      },
    });
    expect(again).toEqual(plan);
    expect(read.some((path) => path.endsWith('manifest.json'))).toBe(true);
  });
});

describe('a Stage with an environment', () => {
  let directory: string;
  beforeAll(() => {
    directory = synthesized(stagedFarm);
  });

  test('planProvision takes the environment that the stacks name', () => {
    const plan = planProvision({ directories: [directory] });
    expect([plan.region, plan.account]).toEqual(['eu-north-1', '111122223333']);
    const { image } = (named(plan, 'job-definition', 'Render').request as unknown as Definition).containerProperties;
    expect(image).toMatch(/^111122223333\.dkr\.ecr\.eu-north-1\.amazonaws\.com\//);
    expect([...plan.images.keys()]).toEqual([image]);
    expect(existsSync(join(plan.images.get(image)?.directory ?? '', 'Dockerfile'))).toBe(true);
    expect(named(plan, 'job-queue', 'Overflow').request.priority).toBe(1);
  });

  test('planProvision gives the same for the directory of the Stage alone', () => {
    const whole = planProvision({ directories: [directory] });
    expect(planProvision({ directories: [join(directory, 'assembly-Production')] })).toEqual(whole);
  });

  test('planProvision moves what is addressed to another environment when one is given, and only that', () => {
    const plan = planProvision({ directories: [directory], region: 'us-west-2', account: '000000000000' });
    const manifest = plan.parameters.find(({ name }) => name.startsWith('/farm/'));
    const { queue, byName } = JSON.parse(manifest?.value ?? '');
    expect(queue).toMatch(/^arn:aws:batch:us-west-2:000000000000:job-queue\//);
    expect(byName).toBe('arn:aws:batch:us-west-2:000000000000:job-definition/stitch');
    const render = named(plan, 'job-definition', 'Render');
    const { image } = (render.request as unknown as Definition).containerProperties;
    expect([...plan.images.keys()]).toEqual([image]);
    expect(environmentOf(render).SIZE).toBe('big');
  });
});

test('planProvision rejects a directory without a manifest', () => {
  expect.assertions(3);
  try {
    planProvision({ directories: [join(tmpdir(), 'batchwright-nothing-here')] });
  } catch (error) {
    expect(ProvisionError.isProvisionError(error)).toBe(true);
    expect(error).toMatchObject({ name: 'ProvisionError', code: 'INVALID_ASSEMBLY', retryable: false });
    expect((error as ProvisionError).problems).toEqual([
      expect.objectContaining({ code: 'UNREADABLE', message: expect.stringContaining('cdk synth') }),
    ]);
  }
});

const root = resolve(__dirname, '../../..');
const beside = resolve(root, '../shared/bench/l2-only');
const onBeside = existsSync(join(beside, 'app.ts')) ? test : test.skip;
if (onBeside === test.skip) console.log(`skipped: there is no l2-only app beside this checkout (${beside})`);

onBeside('planProvision plans an app that was written with aws-cdk-lib alone', () => {
  const directory = synthesized(() => undefined);
  const app = join(directory, 'app.js');
  buildSync({
    entryPoints: [join(beside, 'app.ts')],
    outfile: app,
    bundle: true,
    platform: 'node',
    packages: 'external',
  });
  const out = join(directory, 'out');
  execFileSync(process.execPath, [app], {
    env: { ...process.env, CDK_VALIDATION: 'false', CDK_OUTDIR: out, NODE_PATH: join(root, 'node_modules') },
    timeout: 120_000,
  });
  const plan = planProvision({ directories: [out] });
  const kinds = plan.batch.map(({ kind, origin }) => `${kind} ${origin.logicalId.slice(0, -8)}`);
  expect([...kinds].sort()).toEqual([
    'compute-environment Fargate',
    'compute-environment OnDemand',
    'compute-environment Spot',
    'job-definition Report',
    'job-definition Transform',
    'job-queue HighQueue',
    'job-queue LightQueue',
    'job-queue NormalQueue',
    'scheduling-policy FairShare',
  ]);
  expect(plan.buckets).toHaveLength(3);
  expect(plan.logGroups).toHaveLength(5);
  expect(named(plan, 'job-queue', 'NormalQueue').request.schedulingPolicyArn).toMatch(/:scheduling-policy\/Batch-/);
  expect(named(plan, 'job-definition', 'Transform').request).toMatchObject({
    containerProperties: {
      image: expect.stringMatching(/^111122223333\.dkr\.ecr\.eu-west-1\.amazonaws\.com\/[a-z0-9-]+:1\.0\.0$/),
      jobRoleArn: expect.stringMatching(/^arn:aws:iam::111122223333:role\//),
      logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-stream-prefix': 'transform' } },
    },
    retryStrategy: { attempts: 3 },
  });
});
