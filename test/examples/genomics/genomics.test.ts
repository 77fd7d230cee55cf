import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { BatchClient } from '@aws-sdk/client-batch';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { type Local, startLocal } from '@batchwright/local';
import { connect } from '@batchwright/runtime';
import { s3Store } from '@batchwright/runtime/s3';
import { Template } from 'aws-cdk-lib/assertions';
import { align, type Genomics } from '../../../examples/genomics/src/align.contract';
import { GenomicsStack } from '../../../examples/genomics/src/infra';
import { type Checked, stageWorker, synthesizeChecked } from '../rule-packs';

jest.setTimeout(120_000);

const EXAMPLE = join(__dirname, '..', '..', '..', 'examples', 'genomics');
let checked: Checked;
let local: Local | undefined;

beforeAll(() => {
  checked = synthesizeChecked((app, scratch) => {
    const imageDirectory = join(scratch, 'image');
    cpSync(join(EXAMPLE, 'image', 'Dockerfile'), join(imageDirectory, 'Dockerfile'));
    stageWorker(join(EXAMPLE, 'src', 'worker.ts'), imageDirectory);
    return new GenomicsStack(app, 'Genomics', { imageDirectory, email: 'oncall@example.com' });
  });
});
afterAll(async () => {
  await local?.stop();
  checked?.remove();
});

test('the genomics stack has no finding that is not acknowledged, and each acknowledgement says why', () => {
  expect(checked.findings).toEqual([]);
  for (const [id, reason] of checked.acknowledged) expect([id, reason]).toEqual([id, expect.stringMatching(/\w+ \w+/)]);
});

test('the summary of the genomics stack', () => {
  expect(checked.summary()).toMatchSnapshot();
});

test('a week of genomes fits the compute, on Spot first, shared by the teams', () => {
  const template = Template.fromStack(checked.stack);
  const [definition] = Object.values(template.findResources('AWS::Batch::JobDefinition'));
  const { Timeout, ContainerProperties } = definition!.Properties;
  const [most = 0] = Object.values(template.findResources('AWS::Batch::ComputeEnvironment'))
    .filter(({ Properties }) => Properties.ComputeResources.Type === 'SPOT')
    .map(({ Properties }) => Properties.ComputeResources.MaxvCpus);
  const needs = Object.fromEntries(
    ContainerProperties.ResourceRequirements.map(({ Type, Value }: { Type: string; Value: string }) => [Type, +Value]),
  );
  const hours = 4;
  expect(Timeout.AttemptDurationSeconds).toBeGreaterThan(hours * 3600);
  expect(((7 * 24) / hours) * Math.floor(most / needs.VCPU)).toBeGreaterThan(500);
  // Weights are shares turned round: the smallest number has the largest share.
  template.hasResourceProperties('AWS::Batch::SchedulingPolicy', {
    FairsharePolicy: {
      ShareDistribution: [
        { ShareIdentifier: 'oncology', WeightFactor: 0.02 },
        { ShareIdentifier: 'cardiology', WeightFactor: 0.0333333 },
        { ShareIdentifier: 'rareDisease', WeightFactor: 0.05 },
      ],
    },
  });
  const rules = Object.values(template.findResources('AWS::Events::Rule'))
    .map(({ Properties }) => Properties.EventPattern?.detail?.object?.key?.[0]?.wildcard)
    .filter((pattern) => pattern !== undefined);
  expect(rules.sort()).toEqual(['cardiology/*.fastq', 'clinical/*.fastq', 'oncology/*.fastq', 'rareDisease/*.fastq']);
});

/** Text from four letters that looks like nothing, the same each time. */
function bases(length: number): string {
  let state = 1;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return 'ACGT'[state >>> 30];
  }).join('');
}

test('the aligner finds where reads come from, on both strands, and goes on where it was interrupted', async () => {
  local = await startLocal({ from: checked.assembly, slots: 1, settleMs: 0 });
  const aws = { endpoint: local.endpoint, region: local.region, credentials: local };
  const s3 = new S3Client({ ...aws, forcePathStyle: true });
  const batch = await connect<Genomics>({
    client: new BatchClient(aws),
    store: s3Store({ client: s3 }),
    manifest: 'ssm:/batchwright/genomics',
    poll: { minMs: 20, maxMs: 200 },
  });
  const output = (name: string) => local?.summary.outputs.get('Genomics')?.get(name) ?? '';
  const [Samples, Results] = [output('SamplesBucket'), output('ResultsBucket')];
  const genome = bases(3000);
  const strand = (text: string) =>
    [...text]
      .reverse()
      .map((base) => ({ A: 'T', C: 'G', G: 'C', T: 'A' })[base])
      .join('');
  const at = (index: number) => (index * 7) % 2900;
  // 1,202 reads: those of the other strand are turned round, one has an error, one comes from elsewhere.
  const reads = Array.from({ length: 1202 }, (_, index) => {
    const read = genome.slice(at(index), at(index) + 100);
    if (index === 0) return `${read.slice(0, 50)}${read[50] === 'A' ? 'C' : 'A'}${read.slice(51)}`;
    if (index === 1) return 'ACACACACAC'.repeat(10);
    return index % 2 === 0 ? read : strand(read);
  });
  const fastq = reads.map((read, index) => `@read${index}\n${read}\n+\n${'I'.repeat(read.length)}\n`).join('');
  await s3.send(new PutObjectCommand({ Bucket: Samples, Key: 'panels/tiny.fa', Body: `>tiny panel\n${genome}\n` }));
  await s3.send(new PutObjectCommand({ Bucket: Samples, Key: 'oncology/s1.fastq', Body: fastq }));
  const input = { bucket: Samples, key: 'oncology/s1.fastq', reference: `s3://${Samples}/panels/tiny.fa` };
  const options = { queue: 'cohort', shareIdentifier: 'oncology' } as const;

  const first = await (await batch.submit(align, input, options)).result();
  expect(first).toEqual({ sam: 'aligned/oncology/s1.sam', reads: 1202, aligned: 1201, resumed: 0 });
  const sam = async () => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: Results, Key: first.sam }));
    return (await Body?.transformToString()) ?? '';
  };
  const whole = await sam();
  const lines = whole.split('\n').filter((line) => !line.startsWith('@'));
  const [perfect, unknown, turned] = [2, 1, 3].map((index) => lines[index]?.split('\t').slice(0, 6));
  expect(lines[0]).toMatch(/^read0\t0\ttiny\t1\t255\t100M\t.*\tNM:i:1$/);
  expect(perfect).toEqual(['read2', '0', 'tiny', String(at(2) + 1), '255', '100M']);
  expect(turned).toEqual(['read3', '16', 'tiny', String(at(3) + 1), '255', '100M']);
  expect(unknown?.slice(0, 3)).toEqual(['read1', '4', '*']);

  // As if the machine had been taken back after the first of two parts.
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: Results, Prefix: 'parts/' }));
  expect(Contents).toHaveLength(2);
  for (const Key of [first.sam, Contents[1]?.Key]) await s3.send(new DeleteObjectCommand({ Bucket: Results, Key }));
  const second = await (await batch.submit(align, input, options)).result();
  expect(second).toEqual({ ...first, resumed: 1 });
  expect(await sam()).toBe(whole);
});
