export { Budget, type BudgetProps } from './budget';
export { type CostTags, costTagsProblem, propagateTags } from './cost-tags';
