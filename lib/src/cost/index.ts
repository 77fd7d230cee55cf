export { Budget, type BudgetProps } from './budget';
export { type CostTags, costTagsProblem, propagateTags, tagsProblem } from './cost-tags';
