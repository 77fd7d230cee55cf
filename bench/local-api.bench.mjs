// Requests a second of the local service against moto_server: the same signed requests, from the same raw load generator
// (an SDK client costs more than the server), into a queue whose environment is disabled, so that nothing runs.

import { load } from './load.mjs';
import { median, printRatio } from './measure.mjs';
import { prepareQueue, signed, startLocalProcess, startMoto, submitTrue } from './peers.mjs';

const ROUNDS = 3;
const SECONDS = 4;
const CONNECTIONS = 8;

async function prepare(service) {
  await prepareQueue(service, { maxvCpus: 4 });
  const ids = [];
  for (let i = 0; i < 100; i++) ids.push(await submitTrue(service, `bench-${i}`));
  return {
    submit: await signed(service, 'SubmitJob', { jobName: 'bench', jobQueue: 'bench', jobDefinition: 'bench' }),
    describe: await signed(service, 'DescribeJobs', { jobs: ids }),
  };
}

/** moto checks that subnets, groups and roles are there; we do not serve EC2 and IAM, and take any. */
async function prepareMoto(moto) {
  const text = async (service, body) => {
    const response = await fetch(moto.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body,
    });
    return response.text();
  };
  const role = await text('iam', 'Action=CreateRole&Version=2010-05-08&RoleName=bench&AssumeRolePolicyDocument=%7B%7D');
  await text('iam', 'Action=CreateInstanceProfile&Version=2010-05-08&InstanceProfileName=bench');
  const subnets = await text('ec2', 'Action=DescribeSubnets&Version=2016-11-15');
  const groups = await text('ec2', 'Action=DescribeSecurityGroups&Version=2016-11-15');
  return {
    ...moto,
    role: /<Arn>([^<]+)<\/Arn>/.exec(role)?.[1],
    securityGroup: /<groupId>([^<]+)<\/groupId>/.exec(groups)?.[1],
    subnet: /<subnetId>([^<]+)<\/subnetId>/.exec(subnets)?.[1],
  };
}

const moto = await startMoto();
if (moto === undefined) {
  console.error('local-api needs moto_server on the PATH (pip install "moto[server]"): it is the peer');
  process.exit(1);
}
const local = await startLocalProcess();
try {
  const requests = { ours: await prepare(local), peer: await prepare(await prepareMoto(moto)) };
  const rates = { submit: { ours: [], peer: [] }, describe: { ours: [], peer: [] } };
  for (let round = 0; round < ROUNDS; round++) {
    for (const operation of ['describe', 'submit']) {
      for (const who of ['ours', 'peer'])
        rates[operation][who].push(
          await load(requests[who][operation], { connections: CONNECTIONS, seconds: SECONDS }),
        );
    }
  }
  for (const [operation, { ours, peer }] of Object.entries(rates)) {
    console.log(
      `${operation}: local service ${median(ours).toFixed(0)} a second, moto_server ${median(peer).toFixed(0)} a second (median of ${ROUNDS} x ${SECONDS} s, ${CONNECTIONS} connections)`,
    );
  }
  printRatio('submit', median(rates.submit.ours) / median(rates.submit.peer));
  printRatio('describe', median(rates.describe.ours) / median(rates.describe.peer));
} finally {
  moto.stop();
  local.stop();
}
