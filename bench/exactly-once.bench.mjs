// Submissions through a network that refuses a tenth and leaves the fate of another tenth unknown, with a listing that
// lags: what is lost and what is doubled, by us and by the SDK as it comes. `exactly-once SEEDS` loops over more seeds.
import { intendedJobs } from './exactly-once/intended.mjs';
import { round } from './exactly-once/round.mjs';
import { ours, sdk } from './exactly-once/submitters.mjs';
import { holdMark, printRatio } from './measure.mjs';

/** How long today's submit looks for a job by its name before it sends it again: the waits of runtime/src/submit/once.ts. */
const PATIENCE_MS = 7500;
const seeds = Number(process.argv[2] ?? 1);
const jobs = intendedJobs();
const keyless = jobs.filter(({ key }) => key === undefined);

const tell = (who, { calls, lost, doubled, unknown, rejected, errors }) =>
  console.log(
    `${who}: ${calls} calls; lost without a word ${lost}, doubled ${doubled}; ${rejected} rejected (${[...errors].map(([name, count]) => `${name} ${count}`).join(', ') || 'none'}), of which not there ${unknown}`,
  );

const sum = { calls: 0, lost: 0, doubled: 0, unknown: 0 };
for (let seed = 1; seed <= seeds; seed++) {
  const lagging = { seed, jobs, listingLagMs: PATIENCE_MS, first: ours, again: ours, pauseMs: PATIENCE_MS };
  const result = await round(lagging);
  tell(`ours, seed ${seed}, listing lags up to the patience of ${PATIENCE_MS} ms`, result);
  for (const name of Object.keys(sum)) sum[name] += result[name];
}
tell('SDK as it comes (no keys, so nothing is delivered again)', await round({ seed: 1, jobs: keyless, first: sdk }));
const late = await round({ seed: 1, jobs: keyless, listingLagMs: 3 * PATIENCE_MS, first: ours });
tell('ours, listing lags up to three times the patience', late);
console.log('  of these doubles submit tells the caller nothing yet: what it looked for was not listed');
console.log('mark: 0 lost, 0 doubled, while the listing lags no longer than the patience');
holdMark('lost', sum.lost, 0);
holdMark('doubled', sum.doubled, 0);
printRatio('lost', (sum.lost + sum.unknown) / sum.calls);
printRatio('doubled', sum.doubled / sum.calls);
