export type { Summary } from './applied';
export { LocalError, type LocalErrorCode } from './errors';
export type { EventQueue } from './events';
export type { InjectedFailures } from './faults';
export { LocalServerError, type LocalServerErrorCode, type RequestInfo } from './http';
export type { LocalOptions } from './options';
export { ProvisionError } from './provision';
export { type Local, startLocal } from './start-local';
