export { substituted } from './substituted';
