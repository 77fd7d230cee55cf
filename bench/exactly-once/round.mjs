import { startLocal } from '@batchwright/local';
import { tsImport } from 'tsx/esm/api';
import { call, prepareQueue } from '../peers.mjs';
import { inLanes, LANES } from './intended.mjs';

const { startFaultsProxy } = await tsImport('../../test/faults/index.ts', import.meta.url);

/** A tenth of the submissions is refused; of another tenth the fate is unknown to the caller: half of them are taken. */
const FAULTS = {
  operations: ['submitjob'],
  refuse: 0.1,
  reset: { before: 0.03, after: 0.03 },
  error: { before: 0.0175, after: 0.0175 },
  silence: { before: 0.0025, after: 0.0025 },
};

/** How often each input is among the jobs that the service has, asked without the proxy. */
async function present(local) {
  const counts = new Map();
  let nextToken;
  do {
    const page = await call(local, 'ListJobs', { jobQueue: 'bench', jobStatus: 'RUNNABLE', nextToken });
    nextToken = page.nextToken;
    for (let at = 0; at < page.jobSummaryList.length; at += 100) {
      const ids = page.jobSummaryList.slice(at, at + 100).map(({ jobId }) => jobId);
      const { jobs } = await call(local, 'DescribeJobs', { jobs: ids });
      for (const { container } of jobs) {
        const id = JSON.parse(container.environment.find(({ name }) => name === 'BATCHWRIGHT_INPUT').value);
        counts.set(id, (counts.get(id) ?? 0) + 1);
      }
    }
  } while (nextToken !== undefined);
  return counts;
}

/**
 * Submits everything once through a network that fails, then delivers the keyed ones again, when `again` is given, from
 * another connection after `pauseMs`.
 *
 * @returns `lost`: jobs that are not there although the caller was told that they are; `doubled`: jobs too many;
 *   `unknown`: jobs that are not there, and the caller was told by an error
 */
export async function round({ seed, jobs, listingLagMs, first, again, pauseMs }) {
  const local = await startLocal({ settleMs: 0 });
  let proxy;
  try {
    await prepareQueue(local, { maxvCpus: 4 });
    proxy = await startFaultsProxy({
      target: local.endpoint,
      credentials: local,
      faults: { ...FAULTS, seed, listingLagMs },
    });
    const calls = jobs.flatMap((job) => Array.from({ length: job.copies }, () => job));
    const submitter = await first(proxy.endpoint);
    const ends = await inLanes(
      calls.map((job) => () => submitter.submit(job)),
      LANES,
    );
    if (again !== undefined) {
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      const other = await again(proxy.endpoint);
      const keyed = jobs.filter(({ key }) => key !== undefined);
      calls.push(...keyed);
      ends.push(
        ...(await inLanes(
          keyed.map((job) => () => other.submit(job)),
          LANES,
        )),
      );
    }
    const failures = new Map();
    for (const [at, end] of ends.entries()) {
      if (!end.ok) failures.set(calls[at].id, [...(failures.get(calls[at].id) ?? []), end.error]);
    }
    const there = await present(local);
    const result = { calls: calls.length, lost: 0, doubled: 0, unknown: 0, rejected: 0, errors: new Map() };
    for (const { id, copies } of jobs) {
      const failed = failures.get(id) ?? [];
      result.rejected += failed.length;
      for (const error of failed) {
        const name = error.code ?? error.name;
        result.errors.set(name, (result.errors.get(name) ?? 0) + 1);
      }
      const missing = copies - (there.get(id) ?? 0);
      const told = Math.min(Math.max(missing, 0), failed.length);
      result.unknown += told;
      result.lost += Math.max(missing, 0) - told;
      result.doubled += Math.max(-missing, 0);
    }
    return result;
  } finally {
    await proxy?.close();
    await local.stop();
  }
}
