export { acknowledge, acknowledgeWildcards } from './acknowledge';
export { mergeStatements } from './merged';
export { addStatements, policyDocument, type Statement } from './statement';
