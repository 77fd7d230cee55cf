export { PlatformGrants } from './platform-grants';
export {
  cancelStatements,
  type GrantScope,
  logStatements,
  submitStatements,
  type WorkerScope,
  watchStatements,
  workerStatements,
} from './statements';
