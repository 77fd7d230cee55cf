export { jobNetwork, type Network } from './network';
