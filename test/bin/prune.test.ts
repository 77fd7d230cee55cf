import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchClient,
  CreateComputeEnvironmentCommand,
  CreateJobQueueCommand,
  DescribeJobDefinitionsCommand,
  type DescribeJobQueuesCommandOutput,
  DescribeJobsCommand,
  type ListJobsCommandOutput,
  RegisterJobDefinitionCommand,
  SubmitJobCommand,
} from '@aws-sdk/client-batch';
import { type Local, startLocal } from '@batchwright/local';
import fc from 'fast-check';
import { planPrune, type Revision, usedDefinitions } from '../../bin/src/pruning';
import { runCli } from './run-cli';

const environment = { ...process.env };
let local: Local;
let client: BatchClient;
let scratch: string;

const cli = (...args: readonly string[]) => runCli(args, { cwd: scratch });

const register = (jobDefinitionName: string) =>
  client.send(
    new RegisterJobDefinitionCommand({
      jobDefinitionName,
      type: 'container',
      containerProperties: {
        image: 'node',
        command: [process.execPath, '-e', 'setTimeout(() => {}, 60000)'],
        resourceRequirements: [
          { type: 'VCPU', value: '1' },
          { type: 'MEMORY', value: '128' },
        ],
      },
    }),
  );
async function active(jobDefinitionName: string): Promise<(number | undefined)[]> {
  const { jobDefinitions = [] } = await client.send(
    new DescribeJobDefinitionsCommand({ jobDefinitionName, status: 'ACTIVE' }),
  );
  return jobDefinitions.map(({ revision }) => revision);
}
const submit = (jobDefinition: string, more: object = {}) =>
  client.send(new SubmitJobCommand({ jobName: 'one', jobQueue: 'elsewhere', jobDefinition, ...more }));

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'batchwright-prune-'));
  local = await startLocal({ slots: 1, settleMs: 0, stopGraceMs: 100 });
  Object.assign(process.env, local.env);
  client = new BatchClient({ endpoint: local.endpoint, region: local.region, credentials: local });
  await client.send(
    new CreateComputeEnvironmentCommand({
      computeEnvironmentName: 'ce',
      type: 'MANAGED',
      computeResources: {
        type: 'EC2',
        maxvCpus: 1,
        minvCpus: 0,
        instanceTypes: ['m7i'],
        subnets: ['subnet-1'],
        securityGroupIds: ['sg-1'],
        instanceRole: 'arn:aws:iam::000000000000:instance-profile/x',
      },
    }),
  );
  // No queue of the manifest: its definitions may be submitted to any.
  const computeEnvironmentOrder = [{ order: 1, computeEnvironment: 'ce' }];
  await client.send(new CreateJobQueueCommand({ jobQueueName: 'elsewhere', priority: 1, computeEnvironmentOrder }));
  for (const name of ['work', 'other']) for (let revision = 1; revision <= 6; revision++) await register(name);
  const { jobId = '' } = await submit('work:1');
  await submit('work:2', { arrayProperties: { size: 3 } });
  await submit('work:3', { dependsOn: [{ jobId }] });
  for (let running = false; !running; ) {
    const { jobs } = await client.send(new DescribeJobsCommand({ jobs: [jobId] }));
    running = jobs?.[0]?.status === 'RUNNING';
  }
  process.env.BATCHWRIGHT_MANIFEST = JSON.stringify({
    batchwright: 'manifest',
    version: 1,
    platform: 'test',
    region: local.region,
    account: local.accountId,
    workspace: 's3://workspace',
    queues: { main: { arn: 'arn:aws:batch:::job-queue/main', compute: 'EC2', priority: 1 } },
    jobs: { work: { definitions: { EC2: 'work' }, queues: ['main'] } },
  });
});
afterAll(async () => {
  await local.stop();
  process.env = environment;
  rmSync(scratch, { recursive: true, force: true });
});

test('jobs of which lists do not tell the definition are asked for it, and queues without definitions are left out', async () => {
  // As AWS answers and the local service does not.
  const aws = new BatchClient({ endpoint: local.endpoint, region: local.region, credentials: local });
  aws.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const output = result.output as ListJobsCommandOutput & DescribeJobQueuesCommandOutput;
      for (const summary of output.jobSummaryList ?? []) delete summary.jobDefinition;
      output.jobQueues?.push({ jobQueueArn: 'no-such-queue', jobQueueType: 'SAGEMAKER_TRAINING' } as never);
      return result;
    },
    { step: 'initialize' },
  );
  expect([...(await usedDefinitions(aws))].sort()).toEqual(['work:1', 'work:2', 'work:3']);
});

test('prune says where it is before anything else, and changes nothing in a dry run', async () => {
  const { code, out, err } = await cli('prune', '--keep', '2', '--dry-run', '--json');
  expect(code).toBe(0);
  expect(err.split('\n')[0]).toBe(
    `looking for old revisions in account ${local.accountId}, region ${local.region}, at ${local.endpoint}`,
  );
  expect(err).toContain('would deregister 1 of 6 active revisions');
  const rows = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(rows.map(({ revision, action, because }) => [revision, action, because])).toEqual([
    [6, 'keep', 'one of the newest'],
    [5, 'keep', 'one of the newest'],
    [4, 'deregister', 'older, and no unfinished job uses it'],
    [3, 'keep', 'an unfinished job uses it'],
    [2, 'keep', 'an unfinished job uses it'],
    [1, 'keep', 'an unfinished job uses it'],
  ]);
  expect(await active('work')).toEqual([1, 2, 3, 4, 5, 6]);
});

test('prune spares what a running job, an array that waits and a job that depends on another use', async () => {
  const { code, out } = await cli('prune', '--keep', '1');
  expect(code).toBe(0);
  expect(out).toMatch(/^DEFINITION +REVISION +ACTION +BECAUSE\nwork +6 +keep +one of the newest\n/);
  expect(await active('work')).toEqual([1, 2, 3, 6]);
  expect(await active('other')).toEqual([1, 2, 3, 4, 5, 6]);
});

test('prune takes definitions that no manifest names', async () => {
  const { code } = await cli('prune', '--keep', '3', '--definition', 'other');
  expect(code).toBe(0);
  expect(await active('other')).toEqual([4, 5, 6]);
});

test.each([
  ['to keep none', ['--keep', '0'], '--keep: expected a whole number from 1'],
  ['without how many to keep', [], "required option '--keep <number>' not specified"],
])('prune refuses %s', async (_what, args, message) => {
  const { code, err } = await cli('prune', ...args);
  expect(code).toBe(64);
  expect(err).toContain(message);
});

test('prune refuses credentials of another account than the platform', async () => {
  const { BATCHWRIGHT_MANIFEST = '' } = process.env;
  process.env.BATCHWRIGHT_MANIFEST = BATCHWRIGHT_MANIFEST.replace(local.accountId, '999988887777');
  const { code, err } = await cli('prune', '--keep', '1');
  process.env.BATCHWRIGHT_MANIFEST = BATCHWRIGHT_MANIFEST;
  expect(code).toBe(64);
  expect(err).toContain('but the platform is in account 999988887777; nothing was changed');
});

test('manifest prints what a stack that adds jobs may commit', async () => {
  writeFileSync(join(scratch, 'm.json'), (await cli('manifest')).out);
  const { BATCHWRIGHT_MANIFEST } = process.env;
  const again = await cli('manifest', '--manifest', `file:${join(scratch, 'm.json')}`);
  expect(JSON.parse(again.out)).toEqual(JSON.parse(BATCHWRIGHT_MANIFEST ?? ''));
});

const revisions = fc.uniqueArray(
  fc.record({ name: fc.constantFrom('a', 'b', 'c'), revision: fc.integer({ min: 1, max: 40 }) }),
  { selector: ({ name, revision }) => `${name}:${revision}` },
);

test('a plan keeps the newest of each name and all that is used, and lets everything else go', () => {
  fc.assert(
    fc.property(revisions, fc.integer({ min: 1, max: 5 }), fc.func(fc.boolean()), (some, keep, isUsed) => {
      const all: Revision[] = some.map((one) => ({ ...one, arn: `arn:x:job-definition/${one.name}:${one.revision}` }));
      const keyOf = ({ name, revision }: Revision) => `${name}:${revision}`;
      const used = new Set(all.map(keyOf).filter((key) => isUsed(key)));
      const plan = planPrune(all, used, keep);
      expect(plan.map(keyOf).sort()).toEqual(all.map(keyOf).sort());
      for (const { action, ...one } of plan) {
        const newer = all.filter(({ name, revision }) => name === one.name && revision > one.revision).length;
        expect(action).toBe(newer < keep || used.has(keyOf(one)) ? 'keep' : 'deregister');
      }
    }),
  );
});
