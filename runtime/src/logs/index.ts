export { type LogLine, type LogOptions, type LogSource, readLogs } from './read-logs';
