import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from './run-cli';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'batchwright-review-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

const write = (path: string, value: unknown): void => {
  mkdirSync(join(cwd, path, '..'), { recursive: true });
  writeFileSync(join(cwd, path), typeof value === 'string' ? value : JSON.stringify(value));
};
const queue = (more: object = {}) => ({
  Type: 'AWS::Batch::JobQueue',
  Properties: { Priority: 1, ComputeEnvironmentOrder: [], ...more },
});
const template = (resources: object) => ({ Resources: resources });

const OLD = template({ Queue: queue() });
const NEW = template({ Queue: queue({ SchedulingPolicyArn: 'arn:policy' }) });
const ID = 'QUEUE_GAINS_FAIR_SHARE:new/Queue';

/** A cloud assembly as the CDK writes it: one stack, with a nested one. */
function assembly(directory: string, nested: object): void {
  write(`${directory}/manifest.json`, {
    version: '36.0.0',
    artifacts: {
      Photos: {
        type: 'aws:cloudformation:stack',
        environment: 'aws://unknown-account/unknown-region',
        properties: { templateFile: 'Photos.template.json' },
      },
    },
  });
  write(
    `${directory}/Photos.template.json`,
    template({
      Inner: {
        Type: 'AWS::CloudFormation::Stack',
        Properties: { TemplateURL: directory },
        Metadata: { 'aws:asset:path': 'inner.nested.template.json' },
      },
    }),
  );
  write(`${directory}/inner.nested.template.json`, nested);
}

test('review prints Markdown and ends with 1 on a hazard', async () => {
  write('old.json', OLD);
  write('new.json', NEW);
  const { code, out, err } = await runCli(['review', 'old.json', 'new.json'], { cwd });
  expect(code).toBe(1);
  expect(out).toContain('## Batchwright review');
  expect(out).toContain(`**open** \`${ID}\``);
  expect(err).toContain('1 hazard is not acknowledged');
});

test('review ends with 0 when every hazard is acknowledged, on the command line or in the file', async () => {
  write('old.json', OLD);
  write('new.json', NEW);
  const args = ['review', 'old.json', 'new.json'];
  expect(await runCli([...args, '--acknowledge', `${ID}=the queue was never used`], { cwd })).toMatchObject({
    code: 0,
  });
  write('batchwright-review.json', {
    acknowledged: [
      { id: ID, reason: 'never used' },
      { id: 'QUEUE_REMOVED:new/Gone', reason: 'x' },
    ],
  });
  const { code, out, err } = await runCli(args, { cwd });
  expect(code).toBe(0);
  expect(out).toContain('Reason: never used');
  expect(err).toContain('QUEUE_REMOVED:new/Gone is acknowledged, and is no hazard here');
});

test('review rejects an acknowledgement without a reason', async () => {
  write('old.json', OLD);
  const args = ['review', 'old.json', 'old.json'];
  expect(await runCli([...args, '--acknowledge', `${ID}= `], { cwd })).toMatchObject({ code: 64 });
  write('batchwright-review.json', { acknowledged: [{ id: ID, reason: '' }] });
  const { code, err } = await runCli(args, { cwd });
  expect(code).toBe(64);
  expect(err).toContain('acknowledged[0]: expected an id and a reason');
});

test('review reads assemblies with their nested stacks', async () => {
  assembly('before.out', OLD);
  assembly('after.out', NEW);
  const { code, out } = await runCli(['review', 'before.out', 'after.out', '--json'], { cwd });
  expect(code).toBe(1);
  const { hazards, changes } = JSON.parse(out);
  expect(hazards.map(({ id }: { id: string }) => id)).toEqual(['QUEUE_GAINS_FAIR_SHARE:Photos/Inner/Queue']);
  // The outer stack names another file, which is no change of its own.
  expect(changes).toHaveLength(1);
});

test('review takes what the AWS CLI prints from standard input', async () => {
  write('new.json', NEW);
  const stdin = async () => JSON.stringify({ TemplateBody: OLD, StagesAvailable: ['Original'] });
  expect((await runCli(['review', '-', 'new.json'], { cwd, stdin })).out).toContain(ID);
  expect(await runCli(['review', '-', '-'], { cwd, stdin })).toMatchObject({ code: 64 });
});

test('review counts with the prices that lie beside it, and prints their day', async () => {
  const compute = (MaxvCpus: number) =>
    template({
      Compute: {
        Type: 'AWS::Batch::ComputeEnvironment',
        Properties: {
          Type: 'MANAGED',
          ReplaceComputeEnvironment: false,
          ComputeResources: { Type: 'EC2', MaxvCpus, InstanceTypes: ['m7i.large'] },
        },
      },
    });
  write('old.json', compute(10));
  write('new.json', compute(20));
  write('prices.json', {
    batchwright: 'prices',
    version: 1,
    region: 'eu-west-1',
    date: '2026-11-20',
    currency: 'USD',
    instances: { 'm7i.large': { vcpus: 2, hourly: 0.1 } },
  });
  const { code, out } = await runCli(['review', 'old.json', 'new.json'], { cwd });
  expect(code).toBe(0);
  expect(out).toMatch(/USD 365 to \*\*USD 730\*\*[\s\S]*\*\*2026-11-20\*\*/);
});

test.each([
  ['a file that is not there', 'none.json', 'there is no such file'],
  ['a file that is no JSON', 'broken.json', 'expected JSON'],
  ['a file that is no YAML', 'broken.yaml', 'expected a template as JSON or YAML'],
  ['aliases', 'alias.yaml', 'without aliases'],
  ['a file that is neither', 'text.json', 'expected a template'],
  ['a file that is no template', 'list.json', 'expected a template'],
  ['a directory that is no assembly', 'empty', 'manifest.json'],
])('review rejects %s', async (_what, path, message) => {
  write('old.json', OLD);
  write('text.json', 'Hello.');
  write('broken.json', '{ "Resources": ');
  write('broken.yaml', 'Resources:\n  A: {\n');
  write('alias.yaml', 'Resources: &all {}\nOutputs: *all\n');
  write('list.json', []);
  mkdirSync(join(cwd, 'empty'));
  const { code, err } = await runCli(['review', 'old.json', path], { cwd });
  expect(code).toBe(64);
  expect(err).toContain(message);
});

const YAML = `
Description: of account 012345678901
Resources:
  Queue:
    Type: AWS::Batch::JobQueue
    Properties:
      Priority: 1
      JobQueueName: !Sub "\${AWS::StackName}-main"
      ComputeEnvironmentOrder:
        - ComputeEnvironment: !GetAtt Compute.ComputeEnvironmentArn
          Order: 1
      SchedulingPolicyArn: !If [shared, !Join ["", [a, !Ref Policy]], !Ref "AWS::NoValue"]
      JobStateTimeLimitActions:
        - Reason: !Select [0, !Split [",", !ImportValue reasons]]
          Version: 1.10
`;

test('review reads YAML with short forms of functions as the JSON that it stands for', async () => {
  const json = template({
    Queue: queue({
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference as CloudFormation writes it
      JobQueueName: { 'Fn::Sub': '${AWS::StackName}-main' },
      ComputeEnvironmentOrder: [
        { ComputeEnvironment: { 'Fn::GetAtt': ['Compute', 'ComputeEnvironmentArn'] }, Order: 1 },
      ],
      SchedulingPolicyArn: {
        'Fn::If': ['shared', { 'Fn::Join': ['', ['a', { Ref: 'Policy' }]] }, { Ref: 'AWS::NoValue' }],
      },
      JobStateTimeLimitActions: [
        { Reason: { 'Fn::Select': [0, { 'Fn::Split': [',', { 'Fn::ImportValue': 'reasons' }] }] }, Version: '1.10' },
      ],
    }),
  });
  write('new.json', json);
  write('new.yaml', YAML);
  expect(await runCli(['review', 'new.yaml', 'new.json'], { cwd })).toMatchObject({ code: 0, out: NOTHING });
  // The AWS CLI prints a template that was deployed as YAML as a text.
  const stdin = async () => JSON.stringify({ TemplateBody: YAML, StagesAvailable: ['Original'] });
  expect(await runCli(['review', '-', 'new.yaml'], { cwd, stdin })).toMatchObject({ code: 0, out: NOTHING });
});

const NOTHING = '## Batchwright review\n\nNothing changes.\n';

test('review names a stack after its file when the new one is standard input', async () => {
  write('old.json', OLD);
  const stdin = async () => JSON.stringify(NEW);
  const { out } = await runCli(['review', 'old.json', '-'], { cwd, stdin });
  expect(out).toContain('QUEUE_GAINS_FAIR_SHARE:old/Queue');
});

test('review rejects one stack against several', async () => {
  write('old.json', OLD);
  const stack = (name: string) => ({
    type: 'aws:cloudformation:stack',
    environment: 'aws://unknown-account/unknown-region',
    properties: { templateFile: `${name}.template.json` },
  });
  write('app.out/manifest.json', { version: '36.0.0', artifacts: { Jobs: stack('Jobs'), Network: stack('Network') } });
  write('app.out/Jobs.template.json', OLD);
  write('app.out/Network.template.json', template({}));
  const { code, err } = await runCli(['review', 'old.json', 'app.out'], { cwd });
  expect(code).toBe(64);
  expect(err).toContain('OLD is one stack, and NEW has 2: Jobs, Network');
});

test('review ends with 1 on a hazard even when nobody reads what it prints', () => {
  // More than a pipe holds.
  const queues = (more: object) =>
    template(Object.fromEntries([...Array(999).keys()].map((index) => [`Queue${index}`, queue(more)])));
  write('old.json', queues({}));
  write('new.json', queues({ Tags: { team: 'photos' } }));
  const root = join(__dirname, '../..');
  const cli = ['--conditions=@batchwright/source', '--import', 'tsx', join(root, 'bin/src/cli.ts')];
  const line = [process.execPath, ...cli, 'review', join(cwd, 'old.json'), join(cwd, 'new.json')];
  const script = 'set -o pipefail; "$@" 2> /dev/null | head -1';
  const { status, stdout } = spawnSync('bash', ['-c', script, 'bash', ...line], { cwd: root, encoding: 'utf8' });
  expect(stdout).toBe('## Batchwright review\n');
  expect(status).toBe(1);
});
