export { type Estimate, estimateWork, sumUp, together } from './estimate';
export { type PriceSources, priceWork } from './price-work';
export { type FargatePrice, type InstancePrice, type Prices, pricesText, type ReadPrices, readPrices } from './prices';
export { printEstimate } from './print-estimate';
export { PRICE_QUERIES, pricesFrom, pricingRegion } from './products';
export type { Range } from './range';
export { jobsOn, shareOf, wholeHours } from './share';
export { meanPrice, type SpotHistory, type SpotPriceChange, type SpotWhen, spotHourly } from './spot';
export type { PricedType, PricedWork, Unpriced, Work, WorkCompute } from './work';
