export { BatchNetwork } from './batch-network';
export { type ContainerNetwork, type JobNetwork, jobNetwork, type NetworkProps, networkElsewhere } from './job-network';
export {
  type FlowLogs,
  type IsolatedNetworkOptions,
  type NatNetworkOptions,
  Network,
  type NetworkOptions,
} from './network';
