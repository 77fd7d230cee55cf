export type { TemplateProblem, TemplateProblemCode } from './problem';
