export { queueProblem } from './check-queue';
export { jobQueue, type QueueProps } from './queue';
export { queueName } from './queue-name';
