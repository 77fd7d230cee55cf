export { type LogProps, logGroup } from './log-group';
