export { podProblem } from './check-pod';
export { clusterName, type EksAccessEntry, type EksCluster, type EksPlace, eksProblem } from './cluster';
export { podContainer, podProperties } from './pod';
export { eksPlaces, identifyPods } from './pod-identity';
export type { PodProps } from './pod-props';
