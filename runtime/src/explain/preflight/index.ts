export { type PreflightOptions, preflight } from './preflight';
export type { Preflight, PreflightFinding } from './report';
