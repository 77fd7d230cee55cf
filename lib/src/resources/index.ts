export { ConsumableResource, type ConsumableResourceProps, type IConsumableResource } from './consumable-resource';
export { type Consumption, consumption, consumptionProblem } from './consumption';
