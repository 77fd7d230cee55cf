export { DEMO_EXIT, DemoError, type DemoOptions } from './options';
export type { DemoSummary, PhotoFailure, QueueSummary } from './report';
export { runDemo } from './run-demo';
