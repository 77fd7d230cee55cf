export { type FairShareProps, fairSharePolicy, fairShareProblem } from './fair-share';
