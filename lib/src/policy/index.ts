export { acknowledge, acknowledgeWildcards, recordWildcards } from './acknowledge';
export { mergeStatements } from './merged';
export { addStatements, policyDocument, type Statement } from './statement';
