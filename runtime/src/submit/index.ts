export type { After, Items, SubmitArrayOptions, SubmitOptions, Upstream } from './options';
