import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ContractError, formatNames, type ManifestHead, parseManifestHead } from '@batchwright/model/contract';

const FROZEN = readFileSync(join(__dirname, '..', 'frozen', 'manifest-1.json'), 'utf8');
const { jobs: _, ...frozen } = JSON.parse(FROZEN);
const head = { ...frozen, batchwright: 'manifest-head' } as ManifestHead;

test('a head is read from a whole manifest of the first format, and from its own parameter', () => {
  expect(parseManifestHead(FROZEN, 'file')).toEqual(head);
  expect(parseManifestHead(JSON.stringify(head), 'parameter')).toEqual(head);
});

test('a head is read with fields that a later version has added', () => {
  expect(parseManifestHead(JSON.stringify({ ...head, later: true }), 'parameter')).toMatchObject(head);
});

test.each([
  ['no queue', { queues: {} }, '"queues" must be an object with at least one'],
  ['a queue without an ARN', { queues: { a: { compute: 'EC2' } } }, '"queues.a.arn" must be a text'],
  ['an empty ARN', { queues: { a: { arn: '', compute: 'EC2' } } }, '"queues.a.arn" must be a text'],
  ['a workspace that is no URI', { workspace: 'bucket' }, '"workspace" must be s3://'],
  ['definitions that are no text', { definitions: 5 }, '"definitions" must be a text'],
  ['no region', { region: undefined }, '"region" must be a text'],
])('refuses %s', (_what, change, message) => {
  const read = () => parseManifestHead(JSON.stringify({ ...head, ...change }), 'research.manifest.json');
  expect(read).toThrow(ContractError);
  expect(read).toThrow(`research.manifest.json: the manifest's ${message}`);
});

test('names are a text that other stacks of any version can split', () => {
  expect(formatNames({ 'queues/urgent': 'arn:aws:batch:eu-west-1:1:job-queue/u', workspace: 'bucket' })).toBe(
    ' queues/urgent=arn:aws:batch:eu-west-1:1:job-queue/u workspace=bucket ',
  );
});
