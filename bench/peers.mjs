import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';

/** A port that was free a moment ago. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** The local service in a process of its own, as the peer has one. */
export async function startLocalProcess(...options) {
  const cli = fileURLToPath(new URL('../bin/batchwright.js', import.meta.url));
  const server = spawn(process.execPath, [cli, 'local', '--port', '0', '--json', ...options], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let text = '';
  for await (const chunk of server.stdout) {
    text += chunk;
    if (text.includes('\n')) return { ...JSON.parse(text.slice(0, text.indexOf('\n'))), stop: () => server.kill() };
  }
  throw new Error('the local service did not start');
}

/** moto's server, with jobs of Batch that need no container engine. Undefined when it is not installed. */
export async function startMoto() {
  const port = await freePort();
  const server = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const failed = once(server, 'error').catch(() => undefined);
  const endpoint = `http://127.0.0.1:${port}`;
  for (let i = 0; i < 150; i++) {
    if (server.exitCode !== null) return undefined;
    const up = await Promise.race([
      fetch(`${endpoint}/moto-api/data.json`).then(
        (r) => r.ok,
        () => false,
      ),
      failed.then(() => null),
    ]);
    if (up === null) return undefined;
    if (up) {
      await fetch(`${endpoint}/moto-api/config`, {
        method: 'POST',
        body: JSON.stringify({ batch: { use_docker: false } }),
      });
      return { endpoint, stop: () => server.kill('SIGKILL') };
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  server.kill('SIGKILL');
  return undefined;
}

/** A signed request of Batch that may be sent again and again for some minutes. */
export async function signed(
  { endpoint, region = 'us-east-1', accessKeyId = 'test', secretAccessKey = 'test' },
  operation,
  input,
) {
  const url = new URL(endpoint);
  const signer = new SignatureV4({
    service: 'batch',
    region,
    sha256: Sha256,
    credentials: { accessKeyId, secretAccessKey },
  });
  const body = JSON.stringify(input);
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    port: Number(url.port),
    path: `/v1/${operation.toLowerCase()}`,
    query: {},
    headers: { host: url.host, 'content-type': 'application/json' },
    body,
  });
  return { url: `${endpoint}/v1/${operation.toLowerCase()}`, method: 'POST', headers, body };
}

/** Sends a request once and gives its JSON. */
export async function call(service, operation, input) {
  const { url, ...request } = await signed(service, operation, input);
  const response = await fetch(url, request);
  const text = await response.text();
  if (!response.ok) throw new Error(`${operation} at ${service.endpoint}: ${response.status} ${text}`);
  return text === '' ? {} : JSON.parse(text);
}

/** A compute environment (switched off again), a queue on it and a definition of /bin/true, all named `bench`. */
export async function prepareQueue(service, { maxvCpus }) {
  await call(service, 'CreateComputeEnvironment', {
    computeEnvironmentName: 'bench',
    type: 'MANAGED',
    state: 'ENABLED',
    computeResources: {
      type: 'EC2',
      maxvCpus,
      minvCpus: 0,
      instanceTypes: ['m5.large'],
      subnets: [service.subnet ?? 'subnet-1'],
      securityGroupIds: [service.securityGroup ?? 'sg-1'],
      instanceRole: 'arn:aws:iam::123456789012:instance-profile/bench',
    },
    serviceRole: service.role,
  });
  await untilValid(service, 'DescribeComputeEnvironments', 'computeEnvironments');
  await call(service, 'CreateJobQueue', {
    jobQueueName: 'bench',
    priority: 1,
    state: 'ENABLED',
    computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'bench' }],
  });
  await untilValid(service, 'DescribeJobQueues', 'jobQueues');
  await call(service, 'UpdateComputeEnvironment', { computeEnvironment: 'bench', state: 'DISABLED' });
  await call(service, 'RegisterJobDefinition', {
    jobDefinitionName: 'bench',
    type: 'container',
    containerProperties: {
      image: 'busybox',
      command: ['/bin/true'],
      resourceRequirements: [
        { type: 'VCPU', value: '1' },
        { type: 'MEMORY', value: '128' },
      ],
    },
  });
}

/** Submits a job of /bin/true. @returns its id */
export const submitTrue = async (service, name) =>
  (await call(service, 'SubmitJob', { jobName: name, jobQueue: 'bench', jobDefinition: 'bench' })).jobId;

/** Resources are CREATING for a moment, as the real ones are. */
async function untilValid(service, operation, list) {
  for (;;) {
    const answer = await call(service, operation, {});
    if (answer[list][0].status === 'VALID') return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
