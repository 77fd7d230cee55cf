import { LIMITS } from '@batchwright/model/service';

/** All jobs of a trigger that cannot make a name for each have one, which says where they come from. */
export const triggerJobName = (job: string, id: string): string =>
  `${job}-${id.replace(/[^A-Za-z0-9_-]/g, '-')}`.slice(0, LIMITS.nameCharacters);
