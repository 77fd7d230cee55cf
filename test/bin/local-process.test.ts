import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchClient,
  CreateComputeEnvironmentCommand,
  CreateJobQueueCommand,
  DescribeComputeEnvironmentsCommand,
  DescribeJobQueuesCommand,
  RegisterJobDefinitionCommand,
  SubmitJobCommand,
} from '@aws-sdk/client-batch';

const ROOT = join(__dirname, '..', '..');
let scratch: string;
let service: ChildProcess | undefined;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'batchwright-process-'));
});
afterEach(() => {
  service?.kill('SIGKILL');
  rmSync(scratch, { recursive: true, force: true });
});

const until = async (what: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await what())) await new Promise((resolve) => setTimeout(resolve, 20));
};

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Starts `batchwright local --json` as a process of its own, and a job in it that would sleep for an hour. */
async function serviceWithJob(): Promise<{ child: ChildProcess; jobPid: number }> {
  const child = spawn(
    process.execPath,
    ['--conditions=@batchwright/source', '--import', 'tsx', 'bin/src/cli.ts', 'local', '--port', '0', '--json'],
    { cwd: ROOT, env: { ...process.env, XDG_STATE_HOME: scratch }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  service = child;
  let first = '';
  for await (const chunk of child.stdout ?? []) {
    first += chunk;
    if (first.includes('\n')) break;
  }
  const { endpoint, region, accessKeyId, secretAccessKey } = JSON.parse(first.slice(0, first.indexOf('\n')));
  const client = new BatchClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  await client.send(
    new CreateComputeEnvironmentCommand({
      computeEnvironmentName: 'ce',
      type: 'MANAGED',
      computeResources: {
        type: 'EC2',
        maxvCpus: 1,
        minvCpus: 0,
        instanceTypes: ['m7i'],
        subnets: ['s'],
        instanceRole: 'r',
      },
    }),
  );
  await until(
    async () =>
      (await client.send(new DescribeComputeEnvironmentsCommand({}))).computeEnvironments?.[0]?.status === 'VALID',
  );
  await client.send(
    new CreateJobQueueCommand({
      jobQueueName: 'q',
      priority: 1,
      computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'ce' }],
    }),
  );
  await until(async () => (await client.send(new DescribeJobQueuesCommand({}))).jobQueues?.[0]?.status === 'VALID');
  const pidFile = join(scratch, 'pid');
  await client.send(
    new RegisterJobDefinitionCommand({
      jobDefinitionName: 'sleep',
      type: 'container',
      containerProperties: {
        image: 'busybox',
        command: ['sh', '-c', `echo $$ > ${pidFile}; sleep 3600`],
        resourceRequirements: [
          { type: 'VCPU', value: '1' },
          { type: 'MEMORY', value: '64' },
        ],
      },
    }),
  );
  await client.send(new SubmitJobCommand({ jobName: 'sleep', jobQueue: 'q', jobDefinition: 'sleep' }));
  await until(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8').trim() !== '');
  return { child, jobPid: Number(readFileSync(pidFile, 'utf8')) };
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  'local ends with exit code 0 on %s, and no job is left running',
  async (signal) => {
    const { child, jobPid } = await serviceWithJob();
    expect(alive(jobPid)).toBe(true);
    child.kill(signal);
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
    await until(() => !alive(jobPid));
  },
);
