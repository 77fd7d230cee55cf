export { addStatements, policyDocument, type Statement } from './statement';
