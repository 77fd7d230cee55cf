/**
 * What is to be submitted, 10,000 calls in all: jobs of their own, pairs that are meant to be alike, and keyed ones that
 * are delivered twice.
 */
export function intendedJobs({ plain = 8000, pairs = 500, keyed = 500 } = {}) {
  const jobs = [];
  const add = (id, copies, key) => jobs.push({ id, copies, key });
  for (let n = 0; n < plain; n++) add(`plain-${n}`, 1);
  for (let n = 0; n < pairs; n++) add(`pair-${n}`, 2);
  for (let n = 0; n < keyed; n++) add(`keyed-${n}`, 1, `upload-${n}`);
  return jobs;
}

/** Submissions at once. */
export const LANES = 200;

/** Runs tasks with so many at once. Gives what each came to, as `Promise.allSettled` does. */
export async function inLanes(tasks, lanes) {
  const ends = [];
  let next = 0;
  const lane = async () => {
    while (next < tasks.length) {
      const at = next++;
      try {
        ends[at] = { ok: true, value: await tasks[at]() };
      } catch (error) {
        ends[at] = { ok: false, error };
      }
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return ends;
}
