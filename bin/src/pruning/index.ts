export { activeRevisions, deregister, usedDefinitions } from './definitions';
export { type Pruned, planPrune, type Revision } from './plan';
