export { topStack } from './top-stack';
