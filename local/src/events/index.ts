export { type EventQueue, eventQueueProblem } from './event-queue';
export { EventSender, type EventSenderOptions } from './event-sender';
export { JobEvents, type JobEventsOptions } from './job-events';
