import { EVENTS_AND_ALARMS } from './equivalence-events';
import { JOBS_AND_QUEUES } from './equivalence-jobs';
import { STORAGE_AND_COMPUTE } from './equivalence-storage';
import { type TemplateView, viewOf } from './template-view';

/** One thing that a platform does, however its template says it. */
export interface Behaviour {
  readonly name: string;
  /** Whether the template says so. Throws when what it asks about is not there at all. */
  readonly holds: (view: TemplateView) => boolean;
}

/** What both platforms must do before they may be compared. */
export const BEHAVIOURS: readonly Behaviour[] = [...STORAGE_AND_COMPUTE, ...JOBS_AND_QUEUES, ...EVENTS_AND_ALARMS];

/** Names of the behaviours that a template lacks. */
export function lacking(template: unknown): readonly string[] {
  const view = viewOf(template as Parameters<typeof viewOf>[0]);
  return BEHAVIOURS.filter(({ holds }) => {
    try {
      return !holds(view);
    } catch {
      return true;
    }
  }).map(({ name }) => name);
}
