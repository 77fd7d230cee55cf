export { compileDependencies, type Dependency, type Part } from './dependencies';
export { encodeInput } from './input';
export { notSubmitted } from './not-submitted';
export type { After, Items, SubmitArrayOptions, SubmitOptions, Upstream } from './options';
export { checkSettings } from './request';
export { requireJob, resolvePlace, resolveQueue } from './resolve';
export { createSubmitter, type Submitted, type Submitter } from './submitter';
