export { PlatformGrants } from './platform-grants';
export {
  cancelStatements,
  type GrantScope,
  logStatements,
  submitStatements,
  watchStatements,
  workerStatements,
} from './statements';
