/** Hours of a month, as the service's own price examples count them. */
export const HOURS_PER_MONTH = 730;
