export { BatchwrightChecks, type BatchwrightChecksProps } from './batchwright-checks';
export { SUMMARY_CONTEXT, summarize } from './summary';
