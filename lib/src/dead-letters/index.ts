export { DeadLetters } from './dead-letters';
export { allowRule } from './rule-access';
