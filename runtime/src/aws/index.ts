export { type ClientOptions, makeClient, sendOnce } from './client';
export { call, errorOf, type Fault, faultOf, throttled } from './faults';
export { parametersEndpoint, readParameters } from './parameters';
