// What a week of genomes costs, by prices of today:
//   npx batchwright prices pull --region eu-west-1 --families m7i,m6i,r7i
//   npx tsx src/weekly-bill.ts prices.json
import { readFileSync } from 'node:fs';
import { parsePrices, printEstimate, spotPrices } from '@batchwright/runtime/cost';
import { FAMILIES, weeklyBill } from './week';

async function main(file: string): Promise<void> {
  const prices = parsePrices(readFileSync(file, 'utf8'), file);
  // The mean of the last seven days, in all zones.
  const spot = await spotPrices(FAMILIES, { region: prices.region });
  process.stdout.write(printEstimate(weeklyBill(prices, spot)));
}

void main(process.argv[2] ?? 'prices.json');
