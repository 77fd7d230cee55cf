export { manifestPathProblem } from './check-path';
export { type HeadProps, PublishedManifest } from './published-manifest';
