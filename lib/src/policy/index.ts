export { acknowledge, acknowledgeWildcards } from './acknowledge';
export { addStatements, policyDocument, type Statement } from './statement';
