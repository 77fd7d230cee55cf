export { followToEnd } from './follow';
