export { onEvent, onObjectCreated, type TriggerPlace } from './by-event';
export { CreatedObject, EventFields } from './created-object';
export { JobTrigger } from './event-job';
export type {
  EventInputProps,
  EventParametersProps,
  EventProps,
  EventSubmission,
  Exactly,
  ObjectCreatedProps,
} from './event-props';
export { JobSchedule } from './job-schedule';
export { JobTask } from './job-task';
export { type FieldPath, Fields } from './reference';
export type { ScheduleProps } from './schedule-props';
export { Scheduled } from './scheduled';
export type { SubmitTarget } from './submission';
export { StateFields, type TaskProps } from './task-props';
export { triggerLogs } from './trigger-logs';
