export { openWorkspace, storeMissing, type Workspace } from './access';
export type { Store } from './store';
