export { givenLocation, Workspace } from './workspace';
