export { JobSchedule, type SubmitTarget } from './job-schedule';
export type { ScheduleProps } from './schedule-props';
export { Scheduled } from './scheduled';
