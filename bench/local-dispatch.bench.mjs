// 1,000 jobs of /bin/true, two at a time: the local service, from the moment its compute environment is enabled to the
// last job's end, over xargs. Bare `spawn` in Node is printed beside it.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { startLocal } from '@batchwright/local';
import { median, printRatio } from './measure.mjs';
import { call, prepareQueue, submitTrue } from './peers.mjs';

const JOBS = 1000;
const ROUNDS = 3;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function ours() {
  const local = await startLocal({ slots: 2, settleMs: 0 });
  try {
    await prepareQueue(local, { maxvCpus: 2 });
    for (let i = 0; i < JOBS; i++) await submitTrue(local, `bench-${i}`);
    const started = performance.now();
    await call(local, 'UpdateComputeEnvironment', { computeEnvironment: 'bench', state: 'ENABLED' });
    for (;;) {
      const { jobSummaryList } = await call(local, 'ListJobs', {
        jobQueue: 'bench',
        jobStatus: 'SUCCEEDED',
        maxResults: 1000,
      });
      if (jobSummaryList.length === JOBS) return performance.now() - started;
      await sleep(20);
    }
  } finally {
    await local.stop();
  }
}

function xargs() {
  const started = performance.now();
  execFileSync('sh', ['-c', `seq ${JOBS} | xargs -P 2 -n 1 /bin/true`]);
  return performance.now() - started;
}

async function bareSpawn() {
  const started = performance.now();
  let left = JOBS;
  const worker = async () => {
    while (left-- > 0) await once(spawn('/bin/true', { stdio: 'ignore' }), 'exit');
  };
  await Promise.all([worker(), worker()]);
  return performance.now() - started;
}

const times = { ours: [], xargs: [], spawn: [] };
for (let round = 0; round < ROUNDS; round++) {
  times.ours.push(await ours());
  times.xargs.push(xargs());
  times.spawn.push(await bareSpawn());
}
const ms = (values) => `${median(values).toFixed(0)} ms`;
console.log(
  `${JOBS} jobs of /bin/true, 2 at a time, median of ${ROUNDS}: local service ${ms(times.ours)}, xargs ${ms(times.xargs)}, bare spawn in Node ${ms(times.spawn)}`,
);
console.log(`bare spawn over xargs: ${(median(times.spawn) / median(times.xargs)).toFixed(2)}`);
printRatio('dispatch', median(times.ours) / median(times.xargs));
