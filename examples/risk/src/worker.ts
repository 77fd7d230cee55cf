import { ENV } from '@batchwright/runtime/contract';
import { runJob } from '@batchwright/runtime/worker';
import { submitNight } from './close-of-business';
import { losses, measure } from './monte-carlo';
import { closeOfBusiness, consolidate, simulate } from './risk.contract';
import { readBook, readLosses, writeLosses } from './storage';

// The container's program for the three jobs of the platform; the job definition says which one it is.
const JOBS: Readonly<Record<string, () => Promise<void>>> = {
  [simulate.name]: () =>
    runJob(simulate, async ({ run, part, seed, paths, book }) => {
      const key = await writeLosses(run, part, losses(await readBook(book), paths, seed));
      return { run, losses: key };
    }),
  [consolidate.name]: () =>
    runJob(consolidate, async ({ run, confidence }) => {
      const all = await readLosses(run);
      return { paths: all.length, ...measure(all, confidence) };
    }),
  [closeOfBusiness.name]: () => runJob(closeOfBusiness, submitNight),
};

const name = process.env[ENV.JOB] ?? '';
const job = JOBS[name];
if (job === undefined)
  throw new Error(`${ENV.JOB} is ${JSON.stringify(name)}; expected ${Object.keys(JOBS).join(', ')}`);
void job();
