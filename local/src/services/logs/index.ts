export { logsService } from './service';
export { type LogSink, LogStore, type LogStoreOptions } from './store';
