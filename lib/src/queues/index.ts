export { queueProblem } from './check-queue';
export { jobQueue, type QueueProps } from './queue';
