import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parsePrices } from '@batchwright/runtime/cost';
import { weeklyBill } from '../../../examples/genomics/src/week';
import { fixtureAws } from '../../runtime/explain/fixture-aws';

// Round figures, not those of any region.
const file = JSON.stringify({
  batchwright: 'prices',
  version: 1,
  region: 'eu-west-1',
  date: '2026-11-20',
  currency: 'USD',
  instances: { 'm7i.2xlarge': { vcpus: 8, hourly: 0.4 }, 'r7i.2xlarge': { vcpus: 8, hourly: 0.6 } },
});
const prices = parsePrices(file);

test('the bill of a week is that of 2,000 hours of eight vCPUs', () => {
  const changes = ['m7i.2xlarge', 'r7i.2xlarge'].map((instanceType) => ({
    instanceType,
    zone: 'a',
    at: 0,
    hourly: 0.2,
  }));
  const { lines, amount, saved } = weeklyBill(prices, { region: 'eu-west-1', from: 1, to: 2, changes });
  expect(lines[0]?.jobHours).toBe(2000);
  // Eight vCPUs are all that either has. Fifty instances for ten rounds are what they pay whole, too.
  expect(amount).toEqual({ low: 400, high: 400 });
  expect(lines[0]?.types.map(({ share, whole }) => [share, whole.high])).toEqual([
    [1, 400],
    [1, 400],
  ]);
  expect(saved.low).toBeCloseTo(400, 6);
  expect(saved.high).toBeCloseTo(800, 6);
});

test('the program prints the bill of a file of prices and the Spot prices of EC2', async () => {
  const item =
    '<item><instanceType>m7i.2xlarge</instanceType><spotPrice>0.1</spotPrice><timestamp>2026-01-01T00:00:00.000Z</timestamp><availabilityZone>eu-west-1a</availabilityZone></item>';
  const body = `<DescribeSpotPriceHistoryResponse><spotPriceHistorySet>${item}</spotPriceHistorySet><nextToken/></DescribeSpotPriceHistoryResponse>`;
  const aws = await fixtureAws(() => ({ body }), undefined);
  const directory = mkdtempSync(join(tmpdir(), 'batchwright-bill-'));
  try {
    writeFileSync(join(directory, 'prices.json'), file);
    const program = join(__dirname, '../../../examples/genomics/src/weekly-bill.ts');
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--conditions=@batchwright/source', '--import', 'tsx', program, join(directory, 'prices.json')],
      {
        env: {
          ...process.env,
          AWS_ENDPOINT_URL: aws.endpoint,
          AWS_ACCESS_KEY_ID: 'test',
          AWS_SECRET_ACCESS_KEY: 'test',
        },
      },
    );
    expect(stdout).toContain('m7i.2xlarge: USD 200.00 for 100.0 % of each at 0.1 an hour; alone USD 200.00');
    expect(stdout).toContain('total: USD 200.00, and what has no price; Spot saves USD 600.00');
    expect(stdout).toContain('On-demand prices are those of eu-west-1 on 2026-11-20');
  } finally {
    rmSync(directory, { recursive: true, force: true });
    await aws.close();
  }
}, 60_000);
