export { bounded } from './bounded';
