export { deliver } from './deliver';
export { findPhotos } from './find-photos';
export { DEMO_EXIT, DemoError, type DemoOptions } from './options';
export { collect } from './outcomes';
export type { ConnectedPlatform } from './platform';
export type { DemoSummary, PhotoFailure, QueueSummary } from './report';
export { runDemo } from './run-demo';
export { finishSheet, submitSheet } from './sheet-job';
export { submitPhotos, uploadPhotos } from './submit-photos';
