import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from './run-cli';

interface Asked {
  readonly ServiceCode: string;
  readonly Filters: readonly { readonly Field: string; readonly Type: string; readonly Value: string }[];
  readonly NextToken?: string;
}

const entry = (attributes: object, amount: string): string =>
  JSON.stringify({
    product: { attributes },
    terms: { OnDemand: { T: { priceDimensions: { D: { unit: 'Hrs', pricePerUnit: { USD: amount } } } } } },
  });
const PAGES: Readonly<Record<string, readonly (readonly string[])[]>> = {
  AmazonEC2: [
    [entry({ instanceType: 'm7i.large', vcpu: '2' }, '0.1008'), entry({ instanceType: 'z9.large', vcpu: '2' }, '9')],
    [entry({ instanceType: 'm6i.large', vcpu: '2' }, '0.0960')],
  ],
  AmazonECS: [
    [
      entry({ usagetype: 'EU-Fargate-vCPU-Hours:perCPU' }, '0.04'),
      entry({ usagetype: 'EU-Fargate-GB-Hours' }, '0.004'),
    ],
  ],
};

let server: Server;
let asked: Asked[];
let cwd: string;
const environment = { ...process.env };

beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'batchwright-prices-'));
  asked = [];
  // The wire protocol of the Pricing API: JSON 1.1, the operation in a header.
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      expect(request.headers['x-amz-target']).toBe('AWSPriceListService.GetProducts');
      const ask = JSON.parse(body) as Asked;
      asked.push(ask);
      const region = ask.Filters.find(({ Field }) => Field === 'regionCode')?.Value;
      const pages = region === 'eu-west-1' ? (PAGES[ask.ServiceCode] ?? []) : [];
      const at = Number(ask.NextToken ?? 0);
      response.setHeader('content-type', 'application/x-amz-json-1.1');
      response.end(
        JSON.stringify({
          FormatVersion: 'aws_v1',
          PriceList: pages[at] ?? [],
          ...(at + 1 < pages.length ? { NextToken: String(at + 1) } : {}),
        }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_PRICING: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
});
afterEach(async () => {
  process.env = { ...environment };
  rmSync(cwd, { recursive: true, force: true });
  await new Promise((resolve) => server.close(resolve));
});

const now = () => Date.UTC(2026, 10, 20, 12);

test('prices pull reads all pages and writes a file with its day that a review reads', async () => {
  const { code, err } = await runCli(['prices', 'pull', '--region', 'eu-west-1', '--families', 'm7i,m6i,c9x'], {
    cwd,
    now,
  });
  expect(code).toBe(0);
  expect(err).toContain('eu-west-1 has no price of c9x');
  expect(JSON.parse(readFileSync(join(cwd, 'prices.json'), 'utf8'))).toEqual({
    batchwright: 'prices',
    version: 1,
    region: 'eu-west-1',
    date: '2026-11-20',
    currency: 'USD',
    fargate: { x86_64: { vcpu: 0.04, gib: 0.004 } },
    instances: { 'm6i.large': { vcpus: 2, hourly: 0.096 }, 'm7i.large': { vcpus: 2, hourly: 0.1008 } },
  });
  expect(asked.map(({ ServiceCode, NextToken }) => [ServiceCode, NextToken])).toEqual([
    ['AmazonEC2', undefined],
    ['AmazonEC2', '1'],
    ['AmazonECS', undefined],
  ]);
  expect(asked[0]?.Filters).toContainEqual({ Field: 'tenancy', Type: 'TERM_MATCH', Value: 'Shared' });
});

test('prices pull takes the families that a template names', async () => {
  const compute = {
    Type: 'AWS::Batch::ComputeEnvironment',
    Properties: { ComputeResources: { InstanceTypes: ['m7i.4xlarge', 'optimal'] } },
  };
  writeFileSync(join(cwd, 'App.template.json'), JSON.stringify({ Resources: { Compute: compute } }));
  const { out } = await runCli(
    ['prices', 'pull', '--region', 'eu-west-1', '--families', 'z9', '--from', 'App.template.json', '--output', '-'],
    { cwd, now },
  );
  expect(Object.keys(JSON.parse(out).instances)).toEqual(['m6i.large', 'm7i.large', 'z9.large']);
});

test('prices pull writes no file for a region without prices', async () => {
  const { code, err } = await runCli(['prices', 'pull', '--region', 'mars-1'], { cwd, now });
  expect(code).toBe(64);
  expect(err).toContain('has no prices of these families, and none of Fargate, in mars-1');
  expect(() => readFileSync(join(cwd, 'prices.json'))).toThrow('ENOENT');
});
