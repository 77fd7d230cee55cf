export {
  type Estimate,
  type PricedType,
  type PricedWork,
  type Prices,
  printEstimate,
  type Range,
  type SpotHistory,
  type SpotPriceChange,
  type Unpriced,
  type Work,
  type WorkCompute,
} from '@batchwright/model/money';
export { type Cost, type Costed, type CostOptions, cost } from './cost';
export { type EstimateOptions, estimate, type JobSize, planWork } from './estimate';
export { parsePrices } from './parse-prices';
export { type SpotPriceOptions, spotPrices } from './spot-prices';
