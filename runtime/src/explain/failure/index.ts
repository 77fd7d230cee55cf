export { type Explained, type ExplainOptions, explain } from './explain';
export type { ChildGroup, Evidence, ExplainedAttempt, Explanation, Skipped } from './explanation';
