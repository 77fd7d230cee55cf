import type { Filter } from '@aws-sdk/client-pricing';
import { PRICE_QUERIES, type Prices, pricesFrom, pricingRegion } from '@batchwright/model/money';
import type { Json } from '@batchwright/model/template';
import { parseJson } from '../parse';

export interface PullOptions {
  readonly region: string;
  readonly date: string;
  readonly families: ReadonlySet<string>;
  readonly signal: AbortSignal;
}

/** Asks the Pricing API for everything that a file of prices holds: about a dozen pages for a region. */
export async function pullPrices({ region, date, families, signal }: PullOptions): Promise<Prices> {
  // Only here: every other command starts without this client.
  const { GetProductsCommand, PricingClient } = await import('@aws-sdk/client-pricing');
  const client = new PricingClient({ region: pricingRegion(region) });
  const entries: Json[] = [];
  try {
    for (const { service, filters } of PRICE_QUERIES) {
      const fields = Object.entries({ regionCode: region, ...filters });
      const Filters = fields.map(([Field, Value]): Filter => ({ Type: 'TERM_MATCH', Field, Value }));
      let NextToken: string | undefined;
      do {
        const page = await client.send(new GetProductsCommand({ ServiceCode: service, Filters, NextToken }), {
          abortSignal: signal,
        });
        for (const text of page.PriceList ?? [])
          entries.push(parseJson(String(text), 'an entry of the price list') as Json);
        NextToken = page.NextToken;
      } while (NextToken);
    }
  } finally {
    client.destroy();
  }
  return pricesFrom(entries, { region, date, families });
}
