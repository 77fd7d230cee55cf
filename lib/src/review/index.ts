export { BatchwrightChecks } from './batchwright-checks';
export { SUMMARY_CONTEXT, summarize } from './summary';
