export { type FargatePrice, type InstancePrice, type Prices, pricesText, type ReadPrices, readPrices } from './prices';
export { PRICE_QUERIES, pricesFrom, pricingRegion } from './products';
