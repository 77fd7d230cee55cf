import { LIMITS } from '@batchwright/model/service';

const { min, max, default: usual } = LIMITS.updateTimeoutMinutes;

/**
 * Minutes that an update of a compute environment waits for running jobs: as long as the longest of them may run, within
 * what the service takes; its own default where there is none.
 *
 * @param timeouts - seconds that each job may run there
 */
export function updateTimeoutMinutes(timeouts: readonly number[]): number {
  if (timeouts.length === 0) return usual;
  return Math.min(max, Math.max(min, Math.ceil(Math.max(...timeouts) / 60)));
}

/** What an update does to a job that may run longer than it waits. */
export const OUTLIVES_UPDATE =
  `an attempt may run longer than the ${max} minutes that an update of its compute environment waits at most; the update ` +
  'then ends it, which costs the job one of its attempts';

/** Whether an update would take instances away from a job that may run this long. */
export const outlivesUpdate = (timeoutSeconds: number): boolean => timeoutSeconds > max * 60;
