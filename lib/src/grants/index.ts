export { PlatformGrants } from './platform-grants';
export {
  cancelStatements,
  type GrantScope,
  logStatements,
  type Statement,
  submitStatements,
  watchStatements,
  workerStatements,
} from './statements';
