// 1,000 jobs of /bin/true, two at a time: the local service, from the moment its compute environment is enabled to the
// last job's end, over xargs. Bare `spawn` in Node is printed beside it.
import { execFileSync } from 'node:child_process';
import { median, printRatio } from './measure.mjs';
import { call, prepareQueue, startLocalProcess, submitTrue } from './peers.mjs';

const JOBS = 1000;
const ROUNDS = 3;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function ours() {
  const local = await startLocalProcess('--slots', '2');
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
    local.stop();
  }
}

function xargs() {
  const started = performance.now();
  execFileSync('sh', ['-c', `seq ${JOBS} | xargs -P 2 -n 1 /bin/true`]);
  return performance.now() - started;
}

/** In a process of its own: forking a larger one takes longer. */
function bareSpawn() {
  const program = `
    const { spawn } = require('node:child_process');
    let left = ${JOBS};
    const next = () => { if (left-- > 0) spawn('/bin/true', { stdio: 'ignore' }).once('exit', next); };
    next();
    next();`;
  const started = performance.now();
  execFileSync(process.execPath, ['-e', program]);
  return performance.now() - started;
}

const times = { ours: [], xargs: [], spawn: [] };
for (let round = 0; round < ROUNDS; round++) {
  times.ours.push(await ours());
  times.xargs.push(xargs());
  times.spawn.push(bareSpawn());
}
const ms = (values) => `${median(values).toFixed(0)} ms`;
console.log(
  `${JOBS} jobs of /bin/true, 2 at a time, median of ${ROUNDS}: local service ${ms(times.ours)}, xargs ${ms(times.xargs)}, bare spawn in Node ${ms(times.spawn)}`,
);
console.log(`bare spawn over xargs: ${(median(times.spawn) / median(times.xargs)).toFixed(2)}`);
printRatio('dispatch', median(times.ours) / median(times.xargs));
