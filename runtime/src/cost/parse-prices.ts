import { type Prices, readPrices } from '@batchwright/model/money';
import { invalidOption } from '../errors';

/**
 * Reads the file of prices that `npx batchwright prices pull --region <region>` writes.
 *
 * @param where - the file's name, for the message
 * @throws {@link BatchError} `INVALID_OPTION`
 *
 * @example
 * ```ts
 * const prices = parsePrices(readFileSync('prices.json', 'utf8'));
 * ```
 */
export function parsePrices(text: string, where = 'prices.json'): Prices {
  let value: Parameters<typeof readPrices>[0];
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw invalidOption('prices', `${where} is not JSON; write it with: batchwright prices pull`, cause);
  }
  const read = readPrices(value, where);
  if (!read.ok) throw invalidOption('prices', read.message);
  return read.prices;
}
