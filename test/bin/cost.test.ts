import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixtureAws } from '../runtime/explain/fixture-aws';
import { runCli } from './run-cli';

const ENVIRONMENT = 'fargate_Batch_640012bd-4e90-3f19-9dd2-c09a23dc923d';
const job = {
  jobId: 'one',
  jobName: 'align',
  jobArn: 'arn:aws:batch:eu-west-1:123456789012:job/one',
  status: 'SUCCEEDED',
  container: {
    resourceRequirements: [
      { type: 'VCPU', value: '1' },
      { type: 'MEMORY', value: '2048' },
    ],
  },
  attempts: [
    {
      startedAt: 1,
      stoppedAt: 1 + 2 * 60 * 60 * 1000,
      container: { taskArn: `arn:aws:ecs:eu-west-1:123456789012:task/${ENVIRONMENT}/1` },
    },
  ],
};
const environment = { computeEnvironmentName: 'fargate', computeResources: { type: 'FARGATE' } };

let aws: Awaited<ReturnType<typeof fixtureAws>>;
let cwd: string;
const before = { ...process.env };
beforeAll(async () => {
  aws = await fixtureAws((operation, { jobs }) => {
    if (operation === 'DescribeJobs') return { body: { jobs: (jobs as string[]).includes('one') ? [job] : [] } };
    return { body: { computeEnvironments: [environment] } };
  }, undefined);
  cwd = mkdtempSync(join(tmpdir(), 'batchwright-cost-'));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  // Round figures, not those of any region.
  const rates = { x86_64: { vcpu: 0.04, gib: 0.005 } };
  const head = { batchwright: 'prices', version: 1, region: 'eu-west-1', date: '2026-11-20', currency: 'USD' };
  writeFileSync(join(cwd, 'prices.json'), JSON.stringify({ ...head, fargate: rates }));
});
afterAll(async () => {
  process.env = before;
  rmSync(cwd, { recursive: true, force: true });
  await aws.close();
});

test('cost prints what jobs have cost, and says of which it knows nothing', async () => {
  const { code, out, err } = await runCli(['cost', 'one', 'forgotten'], { cwd });
  expect(out).toMatch(
    /^align: USD 0\.10\n {2}1 job of 1 vCPU, 2048 MiB, 2\.00 hours together, FARGATE\ntotal: USD 0\.10/,
  );
  expect(err).toBe('forgotten: Batch does not know it (any more); it is not in the amount\n');
  expect(code).toBe(0);
  const json = JSON.parse((await runCli(['cost', 'one', '--json'], { cwd })).out);
  expect(json).toMatchObject({ currency: 'USD', pricesOf: '2026-11-20', complete: true, jobs: 1, attempts: 1 });
});

test('cost refuses to guess without a file of prices', async () => {
  const { code, err } = await runCli(['cost', 'one', '--prices', 'none.json'], { cwd });
  expect(err).toContain('none.json cannot be read; write it with: batchwright prices pull');
  expect(code).toBe(64);
});
