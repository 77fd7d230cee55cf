import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { BatchClient } from '@aws-sdk/client-batch';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type Local, startLocal } from '@batchwright/local';
import { type BatchOf, connect } from '@batchwright/runtime';
import { s3Store } from '@batchwright/runtime/s3';
import { Template } from 'aws-cdk-lib/assertions';
import { RiskStack } from '../../../examples/risk/src/infra';
import { losses, MARKET_VOLATILITY, measure, type Position } from '../../../examples/risk/src/monte-carlo';
import { closeOfBusiness, consolidate, type Risk, simulate } from '../../../examples/risk/src/risk.contract';
import { type Checked, stageWorker, synthesizeChecked } from '../rule-packs';

jest.setTimeout(120_000);

const EXAMPLE = join(__dirname, '..', '..', '..', 'examples', 'risk');
const BOOK: readonly Position[] = [
  { name: 'index fund', value: 600_000, beta: 1, volatility: 0.001 },
  { name: 'utility', value: 250_000, beta: 0.4, volatility: 0.012 },
  { name: 'short future', value: -200_000, beta: 1.1, volatility: 0.004 },
];

/** Gains of such a book are normal, so that what is simulated can be worked out. */
const deviation = Math.hypot(
  MARKET_VOLATILITY * BOOK.reduce((sum, { value, beta }) => sum + value * beta, 0),
  ...BOOK.map(({ value, volatility }) => value * volatility),
);
/** 99 of 100 normal numbers are below; and the mean of the others. */
const [QUANTILE, TAIL_MEAN] = [2.3263, 2.6652];

let checked: Checked;
let local: Local | undefined;
let batch: BatchOf<Risk>;

beforeAll(async () => {
  checked = synthesizeChecked((app, scratch) => {
    const imageDirectory = join(scratch, 'image');
    cpSync(join(EXAMPLE, 'image', 'Dockerfile'), join(imageDirectory, 'Dockerfile'));
    stageWorker(join(EXAMPLE, 'src', 'worker.ts'), imageDirectory);
    return new RiskStack(app, 'Risk', { imageDirectory });
  });
  local = await startLocal({ from: checked.assembly, slots: 2, settleMs: 0 });
  const aws = { endpoint: local.endpoint, region: local.region, credentials: local };
  const s3 = new S3Client({ ...aws, forcePathStyle: true });
  batch = await connect<Risk>({
    client: new BatchClient(aws),
    store: s3Store({ client: s3 }),
    manifest: 'ssm:/batchwright/risk',
    poll: { minMs: 20, maxMs: 200 },
  });
  const Bucket = local.summary.outputs.get('Risk')?.get('BooksBucket');
  await s3.send(new PutObjectCommand({ Bucket, Key: 'books/2026-03-02.json', Body: JSON.stringify(BOOK) }));
});
afterAll(async () => {
  await local?.stop();
  checked?.remove();
});

test('the risk stack has no finding that is not acknowledged, and each acknowledgement says why', () => {
  expect(checked.findings).toEqual([]);
  for (const [id, reason] of checked.acknowledged) expect([id, reason]).toEqual([id, expect.stringMatching(/\w+ \w+/)]);
});

test('the summary of the risk stack', () => {
  expect(checked.summary()).toMatchSnapshot();
});

test('simulated losses measure as the book’s distribution says, and the same seed gives the same', () => {
  const all = losses(BOOK, 200_000, 7);
  const { valueAtRisk, expectedShortfall } = measure(all, 0.99);
  expect(valueAtRisk / (QUANTILE * deviation)).toBeCloseTo(1, 1.7);
  expect(expectedShortfall / (TAIL_MEAN * deviation)).toBeCloseTo(1, 1.7);
  expect(losses(BOOK, 100, 7)).toEqual(all.subarray(0, 100));
  expect(losses(BOOK, 100, 8)).not.toEqual(all.subarray(0, 100));
});

test('the value at risk is the smallest loss of the worst days, the shortfall their mean', () => {
  const ten = Float64Array.from([3, 1, 2, 10, 4, 9, 5, 8, 6, 7]);
  expect(measure(ten, 0.8)).toEqual({ valueAtRisk: 9, expectedShortfall: 9.5 });
  expect(measure(Float64Array.from([5]), 0.99)).toEqual({ valueAtRisk: 5, expectedShortfall: 5 });
});

test('the night is simulated as an array and consolidated behind it, once however often it is started', async () => {
  const night = { at: '2026-03-02T22:00:00Z', parts: 8, paths: 25_000 };
  const started = await (await batch.submit(closeOfBusiness, night)).result();
  const result = await batch.attach(consolidate, started.consolidation).result();
  expect(result.paths).toBe(200_000);
  expect(result.valueAtRisk / (QUANTILE * deviation)).toBeCloseTo(1, 1.7);
  expect(result.expectedShortfall / (TAIL_MEAN * deviation)).toBeCloseTo(1, 1.7);
  expect(await (await batch.attachArray(simulate, started.simulation)).summary()).toMatchObject({ SUCCEEDED: 8 });
  // The schedule delivers at least once.
  expect(await (await batch.submit(closeOfBusiness, night)).result()).toEqual(started);
});

test('the schedule starts the night with the day that it was due, on weekdays in London', () => {
  const template = Template.fromStack(checked.stack);
  const [schedule] = Object.values(template.findResources('AWS::Scheduler::Schedule'));
  expect(schedule?.Properties).toMatchObject({
    ScheduleExpression: 'cron(0 22 ? * MON-FRI *)',
    ScheduleExpressionTimezone: 'Europe/London',
  });
  expect(JSON.stringify(schedule?.Properties.Target.Input)).toContain('<aws.scheduler.scheduled-time>');
});
