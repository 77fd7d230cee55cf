export { allowRules, DeadLetters } from './dead-letters';
