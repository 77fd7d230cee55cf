export { DepthProbe, type DepthProbeProps } from './depth-probe';
export { DEPTH_METRICS, DEPTH_NAMESPACE, type DepthMetric } from './metrics';
