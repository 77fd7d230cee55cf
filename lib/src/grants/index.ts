export { PlatformGrants } from './platform-grants';
export {
  cancelStatements,
  consumeStatements,
  type GrantScope,
  logStatements,
  submitStatements,
  type WorkerScope,
  watchStatements,
  workerStatements,
} from './statements';
