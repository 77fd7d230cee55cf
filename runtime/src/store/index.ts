export type { Store } from './store';
