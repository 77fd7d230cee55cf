export { connect } from './connect';
export type { ConnectOptions, ConnectOptionsWithoutStore, ConnectOptionsWithStore, RuntimeLogger } from './options';
