export { acknowledge, acknowledgeWildcards, recordWildcards } from './acknowledge';
export { awsManagedPolicy } from './aws-managed';
export { mergeStatements } from './merged';
export { policiesOf } from './policies';
export { addStatements, policyDocument, type Statement } from './statement';
